import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStatus } from '../../../src/doctor/gather/status-file.ts';
import { processStart } from '../../../src/sys/process-start.ts';

test('parseStatus() takes what it needs and minds nothing else', () => {
  const log = { file: '/x', device: 1, inode: 2 };
  assert.deepEqual(parseStatus(JSON.stringify({ version: '1', pid: 7, time: 5, log, counters: {} })), {
    pid: 7,
    time: 5,
    log: { path: '/x', device: 1, inode: 2 },
    loginGap: undefined,
  });
  assert.deepEqual(parseStatus('{"pid": 7, "log": {"file": "/x"}, "loginGap": "forbidden"}'), {
    pid: 7,
    time: undefined,
    log: undefined,
    loginGap: 'forbidden',
  });
  assert.equal(parseStatus('{"pid": 7, "loginGap": "\\u001b[2J"}')?.loginGap, undefined);
});

test('parseStatus() knows no sentry from anything else', () => {
  for (const text of ['', '{', '[]', 'null', '{}', '{"pid": "7"}'])
    assert.equal(parseStatus(text), undefined);
});

test('parseStatus() knows a process from a later one of the same number', () => {
  const start = processStart(process.pid) ?? assert.fail();
  const of = (processStart: number) => parseStatus(JSON.stringify({ pid: process.pid, processStart }))?.pid;
  assert.deepEqual([of(start), of(start + 1)], [process.pid, undefined]);
});
