import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Turn, takeTurns } from '../../../src/capture/ring/turns.ts';
import * as libc from '../../../src/sys/libc.ts';
import { mockTimers } from '../../support/timers.ts';
import { forEver } from '../../support/until.ts';
import { readableSocket } from '../../sys/sockets.ts';

/** Longer than a flood is left alone (milliseconds), by a clock that is the test's own. */
const longEnough = 1_000;

/** Turns of the event loop: in each of them it is read again unless it is left alone. */
async function manyTurns(): Promise<void> {
  for (let i = 0; i < 100; i++) await turn();
}

/** A descriptor that stays readable, and how often it was read; each time this is found. */
function readable(t: TestContext, find: () => Turn) {
  mockTimers(t, 'setTimeout');
  const fd = readableSocket();
  let reads = 0;
  const turns = takeTurns(fd, () => {
    reads++;
    return find();
  });
  t.after(() => {
    turns.close();
    libc.close(fd);
  });
  return { turns, reads: () => reads, readMore: (than: number) => untilTurn(() => reads > than) };
}

/** Asks every turn, for the timers are the test's. */
async function untilTurn(ask: () => boolean): Promise<void> {
  for (const end = Date.now() + forEver; !ask(); await turn()) {
    if (Date.now() > end) throw new Error('it is never read again');
  }
}

test('takeTurns() reads a trickle as long as there is something', async t => {
  const { reads, readMore } = readable(t, () => 'trickle');
  await readMore(0);
  await readMore(reads() + 10);
});

test('takeTurns() leaves a flood alone for a while, and reads as ever when it is over', async t => {
  let found: Turn = 'flood';
  const { reads, readMore } = readable(t, () => found);
  await readMore(0);
  await manyTurns();
  assert.equal(reads(), 1);
  t.mock.timers.tick(longEnough);
  assert.equal(reads(), 2);
  await manyTurns();
  assert.equal(reads(), 2);
  found = 'trickle';
  t.mock.timers.tick(longEnough);
  await readMore(reads() + 10);
});

test('takeTurns() lets others have their turn when there was more than time, and then reads on at once', async t => {
  const { reads, readMore } = readable(t, () => 'more');
  await readMore(0);
  const before = reads();
  await turn();
  assert.ok(reads() - before <= 2);
  await readMore(before + 10);
});

test('takeTurns() reads on after a failure in a flood', async t => {
  let failures = 0;
  const { reads, readMore } = readable(t, () => {
    if (reads() === 2) throw new Error(`failure ${++failures}`);
    return reads() === 1 ? 'flood' : 'trickle';
  });
  await readMore(0);
  t.mock.timers.tick(longEnough);
  await readMore(5);
  assert.equal(failures, 1);
});

for (const found of ['trickle', 'flood', 'more'] as const) {
  test(`close() of takeTurns() ends it after ${found}`, async t => {
    const { turns, reads, readMore } = readable(t, () => found);
    await readMore(0);
    turns.close();
    const before = reads();
    t.mock.timers.tick(longEnough);
    await manyTurns();
    assert.equal(reads(), before);
  });
}
