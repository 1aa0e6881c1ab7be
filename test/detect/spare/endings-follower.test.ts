import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { followEndings } from '../../../src/detect/spare/endings-follower.ts';
import { longestTurn } from '../../../src/detect/spare/endings-pace.ts';
import type { Words } from '../../../src/sys/netlink/inet-diag.ts';
import { mockTimers } from '../../support/timers.ts';

const peer: Words = [0, 0, 0xffff, 1];

/** A kernel that tells of as many endings as a test sets, and what is done with it. */
function following(context: TestContext) {
  mockTimers(context, 'setTimeout');
  const kernel = { waiting: 0, lost: false, failing: false };
  const log: string[] = [];
  const failures: unknown[] = [];
  let heard = 0;
  const follower = followEndings(
    {
      read: onEnding => {
        if (kernel.failing) throw new Error('gone');
        for (; kernel.waiting > 0; kernel.waiting--) onEnding(peer, 80, 0);
        return kernel.lost;
      },
      leave: () => void log.push('leave'),
      join: () => void log.push('join'),
      close: () => void log.push('close'),
    },
    () => heard++,
    error => failures.push(error),
    () => 0.5,
  );
  return {
    kernel,
    log,
    failures,
    follower,
    heard: () => heard,
    tick: (ms: number) => context.mock.timers.tick(ms),
  };
}

test('followEndings() hears in turns, and at once when it is asked', context => {
  const { kernel, follower, heard, log, tick } = following(context);
  kernel.waiting = 1;
  tick(longestTurn);
  assert.equal(heard(), 1);
  kernel.waiting = 2;
  follower.hear();
  assert.equal(heard(), 3);
  follower.stop();
  assert.deepEqual(log, ['close']);
});

test('followEndings() leaves for a while after it has heard very much, and comes back', context => {
  const { kernel, follower, log, tick } = following(context);
  [kernel.waiting, kernel.lost] = [100_000, true];
  tick(longestTurn);
  assert.deepEqual(log, ['leave']);
  tick(200_000);
  assert.equal(log[1], 'join');
  follower.stop();
  follower.hear();
  assert.equal(log.at(-1), 'close');
});

test('followEndings() ends when nothing can be read any more, and says so once', context => {
  const { kernel, follower, log, failures, tick } = following(context);
  kernel.failing = true;
  tick(longestTurn);
  follower.hear();
  tick(10 * longestTurn);
  follower.stop();
  assert.deepEqual([log, failures.length], [['close'], 1]);
});
