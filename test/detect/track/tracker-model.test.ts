import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Trigger } from '../../../src/detect/rules.ts';
import type { LanPorts } from '../../../src/detect/track/lan.ts';
import { keyOf, remembered } from '../../../src/detect/track/ports/recent-ports.ts';
import { journalTime, mostOfOne } from '../../../src/detect/track/touch-journal.ts';
import { noTraces } from '../../../src/detect/track/traces.ts';
import { createTracker } from '../../../src/detect/track/tracker.ts';
import type { Address } from '../../../src/net/address.ts';
import type { Probe } from '../../../src/probe.ts';
import { sized } from '../../support/long.ts';
import { datagram, probe } from '../helpers.ts';
import { type ModelLan, modelTracker } from './model-tracker.ts';

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
const touches = (usual: number, sources: number, ports: number, gap = gapUpTo(usual), targets = 1) =>
  fc.record({
    gap,
    source: fc.nat(sources),
    target: fc.nat(targets),
    port: fc.nat(ports),
    handshake: fc.integer({ min: 0, max: 3 }),
    /** The port answers instead. */
    answer: fc.integer({ min: 0, max: 4 }),
  });

type Step = ReturnType<typeof touches> extends fc.Arbitrary<infer S> ? S : never;

/**
 * What both see is the same after every probe, of sources of the Internet or of a LAN. In every other row the clock goes
 * back and nothing is taken back: what a touch ended by that very jump does not come back with it, as in the model it does.
 */
function agrees(
  steps: readonly Step[],
  capacity: number,
  limits: Trigger,
  network = 0,
  [lan, modelLan]: readonly [LanPorts, ModelLan] = [new Map(), () => undefined],
) {
  // The model forgets all of a source; what is left of one port has tests of its own (traces.test.ts).
  const tracker = createTracker(capacity, undefined, undefined, noTraces);
  const model = modelTracker(capacity, modelLan);
  const goesBack = steps.length % 2 === 0;
  let time = 8_000_000_000 * 125;
  for (const { gap: ticks, source: host, target: own, port, handshake, answer } of steps) {
    time += (goesBack ? ticks : Math.abs(ticks)) * 125;
    const source: Address = [0, 0, 0xffff, network + host];
    const fields = { time, port, source, target: targetOf(own) };
    const touch = handshake === 0 ? probe(fields) : datagram(fields);
    const [seen, expected] =
      answer === 0 && !goesBack
        ? [tracker.untouch(touch, limits, lan), model.untouch(touch, limits)]
        : [tracker.touch(touch, limits, lan), model.touch(touch, limits)];
    assert.deepEqual(seen, expected);
    assert.equal(tracker.sources(), model.sources);
  }
}

/** By turns of IPv4 and of IPv6. */
const targetOf = (own: number): Address =>
  own % 2 === 0 ? [0, 0, 0xffff, 0xc0000200 + own] : [0x20010db8, 0, 0, own];

test('createTracker() agrees with a slow model, clock jumps and eviction included', () => {
  const limits = fc.constantFrom(exact, { ...exact, packet: 6 }, { ...exact, packet: 12, handshake: 5 });
  fc.assert(
    fc.property(
      fc.array(touches(400, 9, 9), { maxLength: 120 }),
      fc.integer({ min: 4, max: 8 }),
      limits,
      (steps, capacity, some) => agrees(steps, capacity, some),
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
      (steps, capacity, some) => agrees(steps, capacity, some),
    ),
    { numRuns: sized(200, 5_000) },
  );
});

test('createTracker() agrees with a slow model on few ports of many addresses', () => {
  const limits = fc.constantFrom(
    exact,
    { ...exact, handshake: 1, packet: 6 },
    { ...exact, packet: 5, handshake: 5 },
    { ...exact, packet: 40 },
  );
  for (const [ports, targets] of [
    [2, 30],
    [4, 9],
    [12, 6],
  ] as const)
    fc.assert(
      fc.property(
        fc.array(touches(60, 1, ports, gapUpTo(60), targets), { maxLength: 150, size: 'max' }),
        fc.constant(4),
        limits,
        (steps, capacity, some) => agrees(steps, capacity, some),
      ),
      { numRuns: sized(150, 5_000) },
    );
});

test('createTracker() agrees with a slow model on a machine of the LAN', () => {
  const key = (port: number, evidence: 'handshake' | 'packet') =>
    keyOf({ protocol: evidence === 'handshake' ? 'tcp' : 'udp', port, evidence });
  const services = [1, 1, 2, 3];
  const lan = new Map(
    services.flatMap((service, port) => [
      [key(port, 'handshake'), service],
      [key(port, 'packet'), service],
    ]),
  );
  const modelLan: ModelLan = port => services[Number(port.split(' ')[1])]?.toString();
  const limits = fc.constantFrom(exact, { ...exact, packet: 2, handshake: 1 }, { ...exact, packet: 6 });
  const steps = touches(120, 1, 5, gapUpTo(120), 6);
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 80, size: 'max' }), limits, (some, limit) => {
      agrees(some, 4, limit, 0x0a000000, [lan, modelLan]);
    }),
    { numRuns: sized(200, 5_000) },
  );
});

test('untouch() agrees with a slow model that counts anew without the port, in a dense row of touches', () => {
  const limits = fc.constantFrom(exact, { ...exact, packet: 12, handshake: 5 });
  // Now and then a window is over, or almost, or the next but one begins.
  const seldom = fc.constantFrom(-3, 240, 241, 2000, 2047, 2048, 2049, 4096);
  const dense = (usual: number) =>
    fc.oneof({ weight: 40, arbitrary: fc.nat(usual) }, { weight: 1, arbitrary: seldom });
  const few = touches(0, 1, 8, dense(8));
  const many = touches(0, 0, 30, dense(40));
  const swept = touches(0, 1, 3, dense(20), 12);
  // More than there is room for: a source has the slot of another whose touches are still there.
  const crowded = touches(0, 7, 2, dense(8));
  for (const some of [few, many, swept, crowded])
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 20, maxLength: 200, size: 'max' }),
        fc.constant(4),
        limits,
        (steps, capacity, some) => agrees(steps, capacity, some),
      ),
      { numRuns: sized(80, 1_000) },
    );
});

test('untouch() leaves a source as if the port had never been touched', () => {
  const step = fc.record({ gap: fc.nat(200), port: fc.nat(9), answered: fc.boolean() });
  let undone = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), steps => {
      const [tracker, other] = [createTracker(), createTracker()];
      const answered = new Set(steps.filter(step => step.answered).map(step => step.port));
      let time = 1_800_000_000_000;
      for (const { gap: milliseconds, port } of steps) {
        time += milliseconds;
        tracker.touch(datagram({ port, time }), trigger);
        if (!answered.has(port)) other.touch(datagram({ port, time }), trigger);
      }
      for (const port of answered) {
        assert.notEqual(tracker.untouch(datagram({ port, time }), trigger), undefined);
        undone++;
      }
      const last = datagram({ port: 77, time: time + 1 });
      assert.deepEqual(tracker.touch(last, trigger), other.touch(last, trigger));
    }),
  );
  assert.ok(undone > 100, `${undone}`);
});

test('untouch() takes away the place that a source had among those that stay in a full table', () => {
  const touch = (port: number, i: number) => datagram({ port, time: 0, source: [0, 0, 0xffff, i] });
  const hitsOf = (answered: readonly number[]): number => {
    const tracker = createTracker(16);
    for (const port of [1, 2, 3, 4]) tracker.touch(touch(port, 1), trigger);
    for (const port of answered) tracker.untouch(touch(port, 1), trigger);
    for (let i = 2; i < 40; i++) tracker.touch(touch(1, i), trigger);
    return tracker.touch(touch(9, 1), trigger).hits;
  };
  assert.equal(hitsOf([]), 5, 'who has scanned is remembered');
  assert.equal(hitsOf([2, 3, 4]), 1, 'who has not is as easily forgotten as any');
});

test('untouch() takes back what is among the last touches, of all and of one source, and nothing older', () => {
  const touch = (port: number, time: number, i = 0) =>
    datagram({ port, time, source: [0, 0, 0xffff, 0x0a000000 + i] });
  const tracker = createTracker(100_000, undefined, 1024);
  tracker.touch(touch(1, 0), trigger);
  assert.equal(tracker.untouch(touch(1, journalTime + 1), trigger), undefined, 'too long ago');
  tracker.touch(touch(2, 0), trigger);
  for (let i = 1; i < 1024; i++) tracker.touch(touch(1, 1, i), trigger);
  assert.equal(tracker.untouch(touch(2, 1), trigger)?.ports, 1);
  tracker.touch(touch(3, 1), trigger);
  for (let i = 1; i <= 1024; i++) tracker.touch(touch(1, 1, i), trigger);
  assert.equal(tracker.untouch(touch(3, 1), trigger), undefined, 'too many touches of others since');
  tracker.touch(touch(5, 1), trigger);
  for (let i = 0; i < mostOfOne; i++) tracker.touch(touch(6, 1), trigger);
  assert.equal(tracker.untouch(touch(5, 1), trigger), undefined, 'too many of its own');
  assert.equal(tracker.untouch(touch(6, 1, 99_999), trigger), undefined, 'nobody knows that source');
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
