import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLog } from '../../src/log/open-log.ts';
import { UsageError, WorkError } from '../../src/util/errors.ts';

const skip = process.getuid?.() !== 0 && 'needs root to play another user';
const place = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'portjail-')));

test('openLog() refuses a link, dangling or not, and says the way out', () => {
  const top = place();
  writeFileSync(join(top, 'secret'), 'secret');
  for (const target of ['secret', 'nowhere']) {
    const log = join(top, `log-${target}`);
    symlinkSync(join(top, target), log);
    assert.throws(
      () => openLog(log),
      error =>
        error instanceof WorkError && /^the log .* is a link, .*: remove it, or name/.test(error.message),
    );
  }
  assert.ok(!existsSync(join(top, 'nowhere')));
});

test('openLog() refuses a pipe, read or not, without waiting for a reader', () => {
  const log = join(place(), 'log');
  execFileSync('mkfifo', [log]);
  assert.throws(() => openLog(log), UsageError);
  const reader = openSync(log, constants.O_RDONLY | constants.O_NONBLOCK);
  assert.throws(() => openLog(log), /is no regular file: name a file/);
  closeSync(reader);
});

test("openLog() refuses a hard link in another user's folder, and takes one in root's own", { skip }, () => {
  const top = place();
  mkdirSync(join(top, 'theirs'));
  chownSync(join(top, 'theirs'), 65534, 65534);
  writeFileSync(join(top, 'secret'), 'secret');
  linkSync(join(top, 'secret'), join(top, 'theirs/log'));
  assert.throws(() => openLog(join(top, 'theirs/log')), /is a hard link.*: remove it, or name another file/);
  closeSync(openLog(join(top, 'secret')));
});

test("openLog() makes a log that the owner of the folder can write, and leaves root's own to root", {
  skip,
}, () => {
  const top = place();
  mkdirSync(join(top, 'theirs'));
  chownSync(join(top, 'theirs'), 65534, 4);
  for (const log of [join(top, 'log'), join(top, 'theirs/log')]) closeSync(openLog(log));
  const { uid, gid, mode } = statSync(join(top, 'theirs/log'));
  assert.deepEqual([uid, gid, mode & 0o7777], [65534, 4, 0o640]);
  assert.equal(statSync(join(top, 'log')).uid, 0);
  writeFileSync(join(top, 'theirs/old'), '');
  closeSync(openLog(join(top, 'theirs/old')));
  assert.equal(statSync(join(top, 'theirs/old')).uid, 0, 'one that was there stays whose it is');
});
