import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Trigger } from '../../../src/detect/rules.ts';
import { createTracker, type Tracker } from '../../../src/detect/track/tracker.ts';
import type { Address } from '../../../src/net/address.ts';
import { address, datagram, probe } from '../helpers.ts';

const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };

test('createTracker() names who takes his time by the fourth or fifth port, and nobody for three', () => {
  const portsUntilNamed = (gap: number): number => {
    const tracker = createTracker();
    for (let port = 1; port <= 20; port++) {
      const { triggered, ports, hits } = tracker.touch(datagram({ time: port * gap, port }), trigger);
      if (triggered) assert.deepEqual([ports, hits], [Math.min(port, 6), Math.min(port, 6)]);
      if (triggered) return port;
    }
    return Number.POSITIVE_INFINITY;
  };
  const minute = 60_000;
  const named = [0.001, 5, 20, 190, 240, 400, 420, 690, 720].map(minutes =>
    portsUntilNamed(minutes * minute),
  );
  assert.deepEqual(named, [4, 4, 4, 4, 5, 5, 6, 14, Number.POSITIVE_INFINITY]);
});

test('createTracker() saves up no more than it takes to be named', () => {
  const tracker = createTracker();
  const { time } = probe();
  for (let port = 1; port <= 1000; port++) tracker.touch(datagram({ time, port }), trigger);
  const after = (hours: number) =>
    tracker.touch(datagram({ time: time + hours * 3_600_000, port: 1000 }), trigger);
  assert.deepEqual([after(4).triggered, after(5).triggered], [true, false]);
});

test('createTracker() takes a faded source for a stranger, whose ports are new again', () => {
  const namedBy = (days: number): number[] => {
    const tracker = createTracker();
    const { time } = probe();
    for (const port of [1, 2, 3]) tracker.touch(datagram({ time, port }), trigger);
    return [1, 2, 3, 4, 5, 6].filter(
      port =>
        tracker.touch(datagram({ time: time + days * 86_400_000 + port * 700_000, port }), trigger).triggered,
    );
  };
  // A score of 3 fades below 0.5 after log2(6) = 2.58 days.
  assert.deepEqual(namedBy(2.7), [4, 5, 6]);
  assert.deepEqual(namedBy(2.5), [], 'three new ports and what is left of three old ones');
});

test('createTracker() names nobody for three ports or fewer, however often and for however long', () => {
  const step = fc.record({ gap: fc.oneof(fc.nat(1000), fc.nat(200_000_000)), port: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const tracker = createTracker();
      let time = 1_800_000_000_000;
      for (const { gap: milliseconds, port } of steps) {
        time += milliseconds;
        assert.equal(tracker.touch(datagram({ time, port }), trigger).triggered, false);
      }
    }),
  );
});

test('createTracker() tells two visits, a minute apart, from one', () => {
  const staysAfter = (gap: number): boolean => {
    const tracker = createTracker(8);
    const { time } = probe();
    const guest = address('198.51.100.9');
    for (const n of [1, 2])
      tracker.touch(datagram({ source: guest, port: n, time: time + n * gap }), trigger);
    for (let i = 0; i < 100; i++)
      tracker.touch(datagram({ source: [0, 0, 0xffff, i >> 1], port: i, time: time + 3 * gap }), trigger);
    return tracker.touch(datagram({ source: guest, port: 3, time: time + 3 * gap }), trigger).ports > 1;
  };
  assert.deepEqual([59_000, 61_000].map(staysAfter), [false, true]);
});

/** A slow scanner's third and fourth port come after an hour of 200 forged packets a second. */
function isNamedAfter(tracker: Tracker, forged: (i: number) => Address): boolean {
  const start = 1_800_000_000_000;
  const scanner = address('198.51.100.9');
  const slow = (n: number): boolean =>
    tracker.touch(datagram({ source: scanner, port: n, time: start + n * 1_200_000 }), trigger).triggered;
  const before = [slow(0), slow(1)];
  const { target, protocol, kind, evidence } = datagram();
  for (let i = 0; i < 720_000; i++) {
    const time = start + 1_200_000 + i * 5;
    tracker.touch({ time, source: forged(i), target, protocol, port: i % 20, kind, evidence }, trigger);
  }
  return !before.includes(true) && !slow(4) && slow(5);
}

test('createTracker() keeps a slow scanner of two ports through an hour of 200 forged packets a second', () => {
  const hostOf = (i: number): Address => [0, 0, 0xffff, Math.imul(i, 2_654_435_761) >>> 0];
  assert.ok(isNamedAfter(createTracker(), hostOf));
  assert.ok(
    isNamedAfter(createTracker(), i => hostOf(i >> 1)),
    'two ports each',
  );
});
