import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { remembered } from '../../src/detect/recent-ports.ts';
import { createTracker, maxSources, type Tracker, type Trigger } from '../../src/detect/tracker.ts';
import type { Probe } from '../../src/probe.ts';
import { address, datagram, probe } from './helpers.ts';
import { modelTracker } from './model-tracker.ts';

const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };

test('createTracker() triggers on the first handshake and on the fourth distinct port of packets', () => {
  const tracker = createTracker();
  assert.equal(tracker.touch(probe(), trigger).triggered, true);
  const other = address('203.0.113.8');
  const verdicts = [7, 9, 9, 69, 161].map(port => tracker.touch(datagram({ source: other, port }), trigger));
  assert.deepEqual(verdicts, [
    { hits: 1, ports: 1, triggered: false },
    { hits: 2, ports: 2, triggered: false },
    { hits: 3, ports: 2, triggered: false },
    { hits: 4, ports: 3, triggered: false },
    { hits: 5, ports: 4, triggered: true },
  ]);
});

test('createTracker() never lets forged packets help a handshake over its trigger', () => {
  const tracker = createTracker();
  const strict = { ...trigger, handshake: 2 };
  for (let port = 1; port <= 50; port++) tracker.touch(datagram({ port }), strict);
  assert.equal(tracker.touch(probe({ port: 23 }), strict).triggered, false);
  assert.equal(tracker.touch(probe({ port: 23 }), strict).triggered, false);
  assert.equal(tracker.touch(probe({ port: 24 }), strict).triggered, true);
});

test('createTracker() forgets a port when the window has passed', () => {
  const tracker = createTracker();
  const many = { ...trigger, packet: 7 };
  const at = (minutes: number, port: number): number =>
    tracker.touch(datagram({ time: minutes * 60_000, port }), many).ports;
  assert.deepEqual([at(0, 1), at(5, 2), at(9, 3), at(11, 4), at(12, 5), at(15.1, 5)], [1, 2, 3, 3, 4, 3]);
  assert.deepEqual(tracker.touch(datagram({ time: 60 * 60_000 }), many), {
    hits: 1,
    ports: 1,
    triggered: false,
  });
});

test('createTracker() keeps a bound on its sources and still knows the newest', () => {
  const tracker = createTracker();
  for (let i = 0; i < maxSources + 1000; i++) {
    tracker.touch(datagram({ source: [0, 0, 0xffff, i] }), trigger);
  }
  assert.equal(tracker.sources, maxSources);
  const newest = datagram({ source: [0, 0, 0xffff, maxSources + 999] });
  assert.equal(tracker.touch(newest, trigger).hits, 2);
  assert.equal(tracker.touch(datagram({ source: [0, 0, 0xffff, 0] }), trigger).hits, 1);
});

/** An eighth of a second, in which the tracker tells the time, is a 2048th of this window. */
const exact = { handshake: 2, packet: 4, window: 2048 * 125 };
const gap = fc.oneof(
  { arbitrary: fc.nat(400), weight: 6 },
  { arbitrary: fc.integer({ min: -6000, max: 6000 }), weight: 2 },
  { arbitrary: fc.integer({ min: -1_000_000, max: 1_000_000 }), weight: 1 },
);
const touches = (ports: number) =>
  fc.record({ gap, source: fc.nat(9), port: fc.nat(ports), handshake: fc.integer({ min: 0, max: 3 }) });

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
    fc.property(fc.array(touches(9), { maxLength: 120 }), fc.integer({ min: 4, max: 12 }), limits, agrees),
    { numRuns: 400 },
  );
});

test('createTracker() agrees with a slow model on few sources with many ports', () => {
  const few = touches(40).map(step => ({ ...step, source: step.source % 2 }));
  fc.assert(
    fc.property(
      fc.array(few, { maxLength: 250 }),
      fc.constant(4),
      fc.constant({ ...exact, packet: 30 }),
      agrees,
    ),
    { numRuns: 200 },
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

test('createTracker() counts a port of TCP and of UDP as two, and forgets a handshake with its window', () => {
  const tracker = createTracker();
  tracker.touch(probe({ port: 53 }), trigger);
  assert.equal(tracker.touch(datagram({ port: 53 }), trigger).ports, 2);
  const strict = { ...trigger, handshake: 2 };
  const later = probe().time + 2 * trigger.window;
  assert.equal(tracker.touch(probe({ time: later, port: 54 }), strict).triggered, false);
});

test('createTracker() takes what lies in the future of a clock set back for forgotten', () => {
  const tracker = createTracker();
  for (const port of [1, 2, 3]) tracker.touch(datagram({ port, time: 10 * trigger.window }), trigger);
  assert.deepEqual(tracker.touch(datagram({ port: 4, time: 0 }), trigger), {
    hits: 1,
    ports: 1,
    triggered: false,
  });
});

test('createTracker() counts every port of a whole scan, whatever else goes on', () => {
  const tracker = createTracker();
  const time = (n: number): number => 1_000_000_000 + n;
  for (let port = 1; port < 65_536; port++) {
    tracker.touch(datagram({ time: time(port), port, protocol: 'tcp' }), trigger);
    tracker.touch(datagram({ time: time(port), port }), trigger);
  }
  const last = tracker.touch(datagram({ time: time(65_536), port: 9 }), trigger);
  assert.deepEqual(last, { hits: 131_071, ports: 131_070, triggered: true });
});

test('createTracker() lets the fewest ports give way when its pages are used up', () => {
  const tracker = createTracker(10_000, 16);
  const many = { ...trigger, packet: 100 };
  const scanner = address('203.0.113.99');
  let ports = 0;
  for (let i = 0; i < 200; i++) {
    ports = tracker.touch(datagram({ source: scanner, port: 1 + i }), many).ports;
    for (let port = 1; port <= 7; port++) tracker.touch(datagram({ source: [0, 0, 0xffff, i], port }), many);
  }
  assert.ok(ports >= 190, `${ports}`);
});

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
  assert.deepEqual(named, [4, 4, 4, 4, 5, 5, 6, 18, Number.POSITIVE_INFINITY]);
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

test('createTracker() starts to count anew when the window is another, and still remembers', () => {
  const tracker = createTracker();
  const many = { ...trigger, packet: 5 };
  for (const port of [1, 2, 3]) tracker.touch(datagram({ port }), many);
  const wider = { ...many, window: 2 * trigger.window };
  assert.equal(tracker.touch(datagram({ port: 3 }), wider).ports, 1);
  assert.equal(tracker.touch(datagram({ port: 4 }), wider).ports, 2);
  assert.deepEqual(tracker.touch(datagram({ port: 5 }), wider), { hits: 6, ports: 5, triggered: true });
});

/** A slow scanner's fifth probe comes after an hour of 200 forged packets a second. */
function flooded(tracker: Tracker, forge: (i: number) => Partial<Probe>): boolean {
  const start = 1_800_000_000_000;
  const slow = (n: number) =>
    tracker.touch(
      datagram({ source: address('198.51.100.9'), port: n, time: start + n * 1_200_000 }),
      trigger,
    );
  slow(0);
  slow(1);
  const forged = datagram();
  for (let i = 0; i < 720_000; i++)
    tracker.touch({ ...forged, time: start + 1_200_000 + i * 5, ...forge(i) }, trigger);
  return !slow(4).triggered && slow(5).triggered;
}

test('createTracker() keeps a slow scanner of two ports through an hour of 200 forged packets a second', () => {
  const hostOf = (i: number) => [0, 0, 0xffff, Math.imul(i, 2_654_435_761) >>> 0] as const;
  assert.ok(flooded(createTracker(), i => ({ source: hostOf(i), port: i % 20 })));
  assert.ok(
    flooded(createTracker(), i => ({ source: hostOf(i >> 1), port: i % 20 })),
    'two ports each',
  );
});
