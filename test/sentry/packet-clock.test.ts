import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPacketClock } from '../../src/sentry/packet-clock.ts';

test('createPacketClock() is read once for all packets of a millisecond, and anew when their clock is set', () => {
  let reads = 0;
  const clock = createPacketClock(() => ++reads);
  const times = [5, 5.2, 5.999, 6.1, 6.2, 1e12, 1e12, 3, 3.5];
  assert.deepEqual(
    times.map(time => clock({ time })),
    [1, 1, 1, 2, 2, 3, 3, 4, 4],
  );
});
