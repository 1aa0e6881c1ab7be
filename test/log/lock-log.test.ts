import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockLog } from '../../src/log/lock-log.ts';

const newLog = (): string => join(mkdtempSync(join(tmpdir(), 'portjail-')), 'portsentry.log');

/** Whether another process could lock the log's file now. */
const isFree = (log: string): boolean =>
  spawnSync('flock', ['--nonblock', `${log}.lock`, 'true']).status === 0;

test('lockLog() keeps a log for this process until every use of it is over', () => {
  const log = newLog();
  const first = lockLog(log);
  const second = lockLog(log);
  first();
  assert.ok(!isFree(log), 'a reload goes on with it');
  second();
  assert.ok(isFree(log));
  lockLog(log)();
});

test('lockLog() makes a file that nobody else may even read, and goes on where others could make one', () => {
  const log = newLog();
  lockLog(log)();
  assert.equal(statSync(`${log}.lock`).mode & 0o777, 0o600);
  chmodSync(`${log}.lock`, 0o640);
  lockLog(log)();
  const open = newLog();
  chmodSync(join(open, '..'), 0o777);
  lockLog(open)();
});
