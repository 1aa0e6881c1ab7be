import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLiveRun } from '../../../src/fleet/link/live-run.ts';

const read = (sequence: number) => ({ made: 'then', sequence });

/** How far is read when so many were, and these came live. */
function onward(from: number, live: readonly number[]): number {
  const run = createLiveRun();
  for (const sequence of live) run.add(sequence);
  return run.onward(read(from)).sequence;
}

test('createLiveRun() goes on from what was read when each message has the next number', () => {
  assert.equal(onward(4, [5, 6, 7]), 7);
  // What came while the rest was fetched.
  assert.equal(onward(6, [5, 6, 7]), 7);
  assert.equal(onward(4, []), 4);
});

test('createLiveRun() has all be fetched behind a message that was missed, or that has no number', () => {
  assert.equal(onward(4, [6, 7]), 4);
  assert.equal(onward(4, [5, 7, 8]), 4);
  assert.equal(onward(4, [5, Number.NaN, 6]), 4);
  assert.equal(onward(9, [5, 6]), 9);
});

test('createLiveRun() knows nothing of a stream that was made anew', () => {
  const run = createLiveRun();
  for (const sequence of [1, 2, 3]) run.add(sequence);
  run.clear();
  assert.equal(run.onward(read(0)).sequence, 0);
});
