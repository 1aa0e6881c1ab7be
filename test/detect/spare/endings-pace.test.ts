import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestTurn, nextTurn, type Turn } from '../../../src/detect/spare/endings-pace.ts';

/** Listens for a minute to so many endings a second, of which the kernel keeps at most `room` until they are read. */
function minute(perSecond: number, room: number) {
  let [time, listened, heard, losses] = [0, 0, 0, 0];
  let turn: Turn = { listen: longestTurn, rest: 0 };
  while (time < 60_000) {
    const came = (perSecond * turn.listen) / 1000;
    const kept = Math.min(room, came);
    const lost = came > room;
    [listened, heard, losses] = [listened + turn.listen, heard + kept, losses + Number(lost)];
    time += turn.listen + turn.rest;
    turn = nextTurn(turn.listen, kept, lost);
  }
  return { listened, heard, losses };
}

test('nextTurn() hears everything and never rests where little ends', () => {
  for (const perSecond of [0, 1, 100, 250])
    assert.deepEqual(minute(perSecond, 340), { listened: 60_000, heard: 60 * perSecond, losses: 0 });
});

test('nextTurn() hears a sample of a thousand a second at most where much ends', () => {
  for (const room of [340, 1638])
    for (const perSecond of [1_000, 5_000, 20_000, 100_000]) {
      const { heard, losses } = minute(perSecond, room);
      assert.ok(heard <= 62_000 && heard >= 40_000, `${heard} of ${perSecond} a second`);
      assert.ok(losses <= 5, `${losses} turns were too long for ${perSecond} a second`);
    }
});
