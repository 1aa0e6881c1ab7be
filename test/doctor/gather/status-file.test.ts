import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { parseStatus } from '../../../src/doctor/gather/status-file.ts';
import { ownUser, pretender } from '../../sys/pretender.ts';

const parse = (text: string, owner = ownUser) => parseStatus({ text, owner });
const gone = spawnSync('true').pid;

test('parseStatus() takes what it needs and minds nothing else', () => {
  const log = { file: '/x', device: 1, inode: 2 };
  assert.deepEqual(parse(JSON.stringify({ version: '1', pid: gone, time: 5, log, counters: {} })), {
    pid: gone,
    here: false,
    time: 5,
    log: { path: '/x', device: 1, inode: 2 },
    loginGap: undefined,
    rulesUnread: false,
  });
  assert.deepEqual(
    parse(`{"pid": ${gone}, "log": {"file": "/x"}, "loginGap": "forbidden", "rulesUnread": true}`),
    {
      pid: gone,
      here: false,
      time: undefined,
      log: undefined,
      loginGap: 'forbidden',
      rulesUnread: true,
    },
  );
  assert.equal(parse(`{"pid": ${gone}, "loginGap": "\\u001b[2J"}`)?.loginGap, undefined);
});

test('parseStatus() knows no sentry from anything else', () => {
  for (const text of ['', '{', '[]', 'null', '{}', '{"pid": "7"}']) assert.equal(parse(text), undefined);
});

test('parseStatus() knows a sentry from another process of that number, and from one of another user', async t => {
  const { pid, processStart: start } = await pretender(t);
  const of = (processStart: number, owner = ownUser) => parse(JSON.stringify({ pid, processStart }), owner);
  assert.equal(of(start)?.here, true);
  assert.equal(of(start + 1), undefined);
  assert.equal(of(start, ownUser + 1), undefined);
  assert.equal(parse(`{"pid": ${process.pid}}`), undefined);
});
