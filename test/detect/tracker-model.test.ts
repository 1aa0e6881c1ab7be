import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { remembered } from '../../src/detect/recent-ports.ts';
import { createTracker, type Trigger } from '../../src/detect/tracker.ts';
import type { Probe } from '../../src/probe.ts';
import { sized } from '../long.ts';
import { datagram, probe } from './helpers.ts';
import { modelTracker } from './model-tracker.ts';

const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };

/** An eighth of a second, in which the tracker tells the time, is a 2048th of this window. */
const exact = { handshake: 2, packet: 4, window: 2048 * 125 };
const gapUpTo = (usual: number) =>
  fc.oneof(
    { arbitrary: fc.nat(usual), weight: 12 },
    { arbitrary: fc.constantFrom(-2049, -2048, 480, 481, 1024, 2048, 2049), weight: 4 },
    { arbitrary: fc.integer({ min: -6000, max: 6000 }), weight: 3 },
    { arbitrary: fc.integer({ min: -1_000_000, max: 1_000_000 }), weight: 1 },
  );
const touches = (usual: number, sources: number, ports: number) =>
  fc.record({
    gap: gapUpTo(usual),
    source: fc.nat(sources),
    port: fc.nat(ports),
    handshake: fc.integer({ min: 0, max: 3 }),
  });

/** What both see is the same after every probe. */
function agrees(
  steps: readonly { gap: number; source: number; port: number; handshake: number }[],
  capacity: number,
  limits: Trigger,
) {
  const [tracker, model] = [createTracker(capacity), modelTracker(capacity)];
  let time = 8_000_000_000 * 125;
  for (const { gap: ticks, source, port, handshake } of steps) {
    time += ticks * 125;
    const fields = { time, port, source: [0, 0, 0xffff, source] as const };
    const touch = handshake === 0 ? probe(fields) : datagram(fields);
    assert.deepEqual(tracker.touch(touch, limits), model.touch(touch, limits));
    assert.equal(tracker.sources, model.sources);
  }
}

test('createTracker() agrees with a slow model, clock jumps and eviction included', () => {
  const limits = fc.constantFrom(exact, { ...exact, packet: 6 }, { ...exact, packet: 12, handshake: 5 });
  fc.assert(
    fc.property(
      fc.array(touches(400, 9, 9), { maxLength: 120 }),
      fc.integer({ min: 4, max: 8 }),
      limits,
      agrees,
    ),
    { numRuns: sized(400, 10_000) },
  );
});

test('createTracker() agrees with a slow model on few sources with many ports', () => {
  const few = touches(150, 1, 40);
  fc.assert(
    fc.property(
      fc.array(few, { maxLength: 250 }),
      fc.constant(4),
      fc.constant({ ...exact, packet: 30 }),
      agrees,
    ),
    { numRuns: sized(200, 5_000) },
  );
});

/** Distinct ports of the last `span` milliseconds. */
const portsWithin = (probes: readonly Probe[], span: number): number => {
  const now = probes.at(-1)?.time ?? 0;
  const keys = probes
    .filter(({ time }) => now - time <= span)
    .map(touch => `${touch.protocol} ${touch.port}`);
  return new Set(keys).size;
};

test('createTracker() forgets no port within the window, and none counts for more than two', () => {
  const step = fc.record({ gap: fc.nat(100_000), port: fc.nat(30), handshake: fc.boolean() });
  const many = { ...trigger, packet: 1000 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 100 }), steps => {
      const tracker = createTracker();
      const probes: Probe[] = [];
      let time = 1_000_000_000;
      for (const { gap: milliseconds, port, handshake } of steps) {
        time += milliseconds;
        probes.push(handshake ? probe({ time, port }) : datagram({ time, port }));
        const { ports } = tracker.touch(probes.at(-1) ?? probe(), many);
        assert.ok(ports >= portsWithin(probes, trigger.window), `${ports} at ${time}`);
        // Told in parts of the window, which a port may outstay by one.
        const most = portsWithin(probes, trigger.window + 300);
        const twice = portsWithin(probes, 2 * trigger.window);
        assert.ok(ports <= (twice > remembered ? twice : most), `${ports} at ${time}`);
      }
    }),
  );
});
