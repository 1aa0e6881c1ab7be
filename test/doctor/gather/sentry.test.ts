import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { unseen } from '../../../src/doctor/gather/sentry.ts';
import { type Written, writerOf } from '../../../src/status/read.ts';
import { sample } from '../../status/sample.ts';
import { ownUser, pretender } from '../../sys/pretender.ts';

const gone = spawnSync('true').pid;
const of = (change: Partial<Written['status']>, owner = ownUser): Written => ({
  status: { ...sample, pid: gone, ...change },
  owner,
  stamp: '',
});

test('unseen() has a sentry of a container by its status, as long as that is fresh', () => {
  const [sentry, ...others] = unseen(of({}), sample.time + 30_000);
  assert.equal(others.length, 0);
  assert.deepEqual(
    [sentry?.pid, sentry?.here, sentry?.writes, sentry?.loginGap, sentry?.rulesUnread],
    [gone, false, [{ path: '/var/log/portjail/portsentry.log', device: 1, inode: 2 }], 'no-journal', true],
  );
  assert.equal(unseen(of({}), sample.time + 30_001).length, 0, 'it has ended');
  assert.equal(unseen(of({}), sample.time - 30_001).length, 0, 'a time that is made up');
  assert.equal(unseen(of({ log: null }), sample.time).length, 0);
  assert.equal(unseen(undefined, sample.time).length, 0);
  assert.equal(unseen(of({ pid: process.pid }), sample.time).length, 0, 'seen, and no sentry');
});

test('writerOf() knows a sentry from another process of that number, and from one of another user', async t => {
  const { pid, processStart } = await pretender(t);
  assert.equal(writerOf(of({ pid, processStart })), 'here');
  assert.equal(unseen(of({ pid, processStart }), sample.time).length, 0, 'seen by its process');
  assert.equal(writerOf(of({ pid, processStart: processStart + 1 })), 'nobody');
  assert.equal(writerOf(of({ pid, processStart }, ownUser + 1)), 'nobody');
  assert.equal(writerOf(of({})), 'unseen');
});
