import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import * as libc from '../../src/sys/libc.ts';
import { createPoller, type Poller } from '../../src/sys/poller.ts';
import { mockTimers } from '../support/timers.ts';
import { readableSocket } from './sockets.ts';

/** Longer than a rest (milliseconds), by a clock that is the test's own. */
const longEnough = 1_000;

/** Turns of the event loop: in each of them it would be asked again if it did not rest. */
async function manyTurns(): Promise<void> {
  for (let i = 0; i < 100; i++) await turn();
}

/** A poller with a descriptor whose datagram cannot be taken, once it has been asked for the first time. */
async function unable(t: TestContext): Promise<{ poller: Poller; calls: () => number }> {
  mockTimers(t, 'setTimeout');
  const poller = createPoller();
  const fd = readableSocket();
  t.after(() => libc.close(fd));
  let calls = 0;
  poller.add(fd, () => {
    calls++;
    return false;
  });
  while (calls === 0) await turn();
  return { poller, calls: () => calls };
}

test('add() rests when what is ready cannot be taken, and asks again', async t => {
  const { poller, calls } = await unable(t);
  t.after(() => poller.close());
  for (const expected of [1, 2, 3]) {
    await manyTurns();
    assert.equal(calls(), expected, 'it rests');
    t.mock.timers.tick(longEnough);
    while (calls() === expected) await turn();
  }
});

test('close() ends a rest too, so that the process can end', async t => {
  const { poller, calls } = await unable(t);
  poller.close();
  t.mock.timers.tick(longEnough);
  await manyTurns();
  assert.equal(calls(), 1);
});
