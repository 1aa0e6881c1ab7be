import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unseen } from '../../../src/doctor/gather/sentry.ts';

const now = 1_795_334_454_123;
const log = { path: '/var/log/portjail/portsentry.log', device: 1, inode: 2 };
const status = { pid: 7, here: false, time: now, log, loginGap: undefined, rulesUnread: false };

test('unseen() takes a sentry of a container by the log that its status names', () => {
  assert.deepEqual(unseen({ ...status, loginGap: 'forbidden', rulesUnread: true }, now), [
    {
      pid: 7,
      here: false,
      writes: [log],
      captures: true,
      time: now,
      loginGap: 'forbidden',
      rulesUnread: true,
    },
  ]);
});

test('unseen() takes a status for 30 s, from before now and from a clock ahead, and no longer', () => {
  const ages = [-30_000, -29_999, 0, 29_999, 30_000];
  assert.deepEqual(
    ages.filter(age => unseen({ ...status, time: now - age }, now).length > 0),
    [-29_999, 0, 29_999],
  );
});

test('unseen() takes no status that does not say when it was written, or where the lines go', () => {
  assert.deepEqual(unseen({ ...status, time: undefined }, now), []);
  assert.deepEqual(unseen({ ...status, log: undefined }, now), []);
});
