import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Block, blockKinds } from '../../../src/detect/kept/blocks.ts';
import { readTracker } from '../../../src/detect/kept/tracker-blocks.ts';
import type { Trigger } from '../../../src/detect/rules.ts';
import type { LanPorts } from '../../../src/detect/track/lan.ts';
import { keyOf } from '../../../src/detect/track/ports/recent-ports.ts';
import { createTracker, type Tracker } from '../../../src/detect/track/tracker.ts';
import type { Address } from '../../../src/net/address.ts';
import type { Probe } from '../../../src/probe.ts';
import { atOnce } from '../../../src/util/steps.ts';
import { sized } from '../../support/long.ts';
import { datagram, probe } from '../helpers.ts';

/** A stamp of this window is an eighth of a second. */
const window = 2048 * 125;
const start = 8_000_000_000 * 125;
const lan: LanPorts = new Map(
  [445, 139].map(port => [keyOf({ port, protocol: 'udp', evidence: 'packet' }), 0]),
);

interface Touch {
  /** Ticks. */
  readonly gap: number;
  readonly source: number;
  readonly target: number;
  readonly port: number;
  readonly isProven: boolean;
}

const gaps = fc.oneof(
  { arbitrary: fc.nat(40), weight: 12 },
  { arbitrary: fc.constantFrom(480, 481, 1024, 2048, 2049), weight: 3 },
  { arbitrary: fc.integer({ min: -3000, max: 9_000 }), weight: 2 },
  { arbitrary: fc.integer({ min: -1_000_000, max: 1_000_000 }), weight: 1 },
);
const touches = (sources: number, targets: number, ports: number): fc.Arbitrary<Touch[]> =>
  fc.array(
    fc.record({
      gap: gaps,
      source: fc.nat(sources),
      target: fc.nat(targets),
      port: fc.nat(ports),
      isProven: fc.boolean(),
    }),
    { maxLength: 80 },
  );

/** By turns of the Internet by IPv4, by IPv6, and of a LAN. */
const sourceOf = (host: number): Address =>
  host % 3 === 0
    ? [0, 0, 0xffff, 0xc6336400 + host]
    : host % 3 === 1
      ? [0x20010db8, 1, 0, host]
      : [0, 0, 0xffff, 0xc0a80000 + host];
const targetOf = (own: number): Address =>
  own % 2 === 0 ? [0, 0, 0xffff, 0xc0000200 + own] : [0x20010db8, 0, 0, own];

/** Plays them and says what the tracker says after each; `shift` milliseconds later than they are. */
function play(tracker: Tracker, steps: readonly Touch[], trigger: Trigger, begin: number, shift = 0) {
  let time = begin;
  const said = steps.map(({ gap, source, target, port, isProven }) => {
    time += gap * 125;
    const fields = { time: time + shift, port, source: sourceOf(source), target: targetOf(target) };
    const touch: Probe = isProven ? probe(fields) : datagram(fields);
    return { ...tracker.touch(touch, trigger, lan) };
  });
  return { said, time };
}

/** As it comes back from a file. */
function restarted(tracker: Tracker, capacity: number, shift = 0): Tracker {
  const blocks: Block[] = [...tracker.blocks()];
  const next = createTracker(capacity);
  const record = readTracker(blocks);
  if (record !== undefined) atOnce(next.recall(record, shift));
  return next;
}

const limits = fc.constantFrom<Trigger>(
  { handshake: 1, packet: 4, window },
  { handshake: 2, packet: 6, window },
  { handshake: 20, packet: 30, window },
);
const kinds: [string, fc.Arbitrary<Touch[]>][] = [
  ['many sources', touches(40, 1, 3)],
  ['few sources with many ports', touches(3, 1, 300)],
  ['few sources at many addresses', touches(3, 20, 30)],
];

for (const [name, steps] of kinds)
  test(`recall() says of the next touches what the tracker before it says, of ${name}`, () => {
    fc.assert(
      fc.property(steps, steps, limits, fc.constantFrom(8, 64), (before, after, trigger, capacity) => {
        const tracker = createTracker(capacity);
        const { time } = play(tracker, before, trigger, start);
        const next = restarted(tracker, capacity);
        assert.equal(next.sources(), tracker.sources());
        assert.deepEqual(play(next, after, trigger, time).said, play(tracker, after, trigger, time).said);
      }),
      { numRuns: sized(100, 3_000) },
    );
  });

test('recall() counts each age from the time of the save, wherever the clock was set', () => {
  fc.assert(
    fc.property(
      kinds[1]?.[1] ?? fc.constant([]),
      kinds[0]?.[1] ?? fc.constant([]),
      limits,
      fc.integer({ min: -20, max: 20 }),
      (before, after, trigger, windows) => {
        const shift = windows * 3 * window;
        const tracker = createTracker(64);
        const { time } = play(tracker, before, trigger, start);
        const next = restarted(tracker, 64, shift);
        const expected = play(tracker, after, trigger, time).said;
        assert.deepEqual(play(next, after, trigger, time, shift).said, expected);
      },
    ),
    { numRuns: sized(100, 3_000) },
  );
});

test('recall() knows the traces of who was forgotten: four touches 20 minutes apart name over any number of restarts', () => {
  const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };
  const scanners = [0, 3, 1, 4].map(sourceOf);
  let tracker = createTracker(64);
  for (let port = 1; port <= 4; port++) {
    const time = start + port * 1_200_000;
    const named = scanners.map(source => tracker.touch(datagram({ source, port, time }), trigger).triggered);
    assert.deepEqual(
      named,
      scanners.map(() => port === 4),
    );
    for (let host = 0; host < 500; host++)
      tracker.touch(datagram({ source: [0, 0, 0xffff, 0xcb007100 + host], port: 7, time }), trigger);
    tracker = restarted(tracker, 64);
  }
});

test('recall() mixes what was left before a restart with what is left after it', () => {
  const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };
  const tracker = createTracker(64);
  const forged = (each: Tracker, first: number, count: number, time: number): void => {
    for (let i = 0; i < count; i++)
      each.touch(datagram({ source: [0, 0, 0xffff, first + i], port: 7, time }), trigger);
  };
  forged(tracker, 0x0b000000, 10_000, start);
  const next = createTracker(64);
  const blocks = [...tracker.blocks()].filter(({ bytes }) => bytes.length > 0);
  const steps = next.recall(readTracker(blocks) ?? assert.fail(), 0);
  const time = start + 1_200_000;
  for (let done = 0; steps.next().done !== true; done++) forged(next, 0x0c000000 + done * 1_000, 1_000, time);
  forged(next, 0x0d000000, 100, time);
  const known = (first: number): number => {
    let named = 0;
    for (let i = 0; i < 1_000; i++)
      for (let port = 8; port <= 10; port++) {
        const source: Address = [0, 0, 0xffff, first + i];
        if (next.touch(datagram({ source, port, time }), trigger).triggered) named++;
      }
    return named;
  };
  // Each is named by its fourth port, of which the first is a trace.
  assert.deepEqual([known(0x0b000000), known(0x0b000000 + 8_000), known(0x0c000000)], [1_000, 1_000, 1_000]);
});

test('recall() leaves a tracker alone with another window: what was touched counts no more in it', () => {
  const trigger: Trigger = { handshake: 1, packet: 4, window };
  const [tracker, expected] = [createTracker(), createTracker()];
  for (const each of [tracker, expected])
    for (let port = 1; port <= 3; port++) each.touch(datagram({ port, time: start }), trigger);
  const next = restarted(tracker, 64);
  const other = { ...trigger, window: 2 * window };
  for (let port = 3; port <= 5; port++) {
    const touch = datagram({ port, time: start + 1_000 });
    assert.deepEqual({ ...next.touch(touch, other) }, { ...expected.touch(touch, other) });
  }
});

test('readTracker() throws nothing but RangeError, whatever the bytes are', () => {
  const tracker = createTracker(32);
  const played: Touch[] = Array.from({ length: 400 }, (_, i) => ({
    gap: 1,
    source: i < 200 ? i % 3 : i,
    target: i % 7,
    port: i,
    isProven: i < 100,
  }));
  play(tracker, played, { handshake: 20, packet: 30, window }, start);
  const blocks = [...tracker.blocks()];
  const { tracker: head, sources: some, sets, traces } = blockKinds;
  assert.deepEqual([...new Set(blocks.map(({ kind }) => kind))], [head, some, sets, traces]);
  let sound = 0;
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(255), fc.boolean(), (which, where, byte, isCut) => {
      const changed = blocks.map(({ kind, bytes }) => ({ kind, bytes: Uint8Array.from(bytes) }));
      const { bytes } = changed[which % changed.length] ?? assert.fail();
      const at = where % bytes.length;
      bytes[at] = byte;
      const cut = isCut ? changed.map(block => ({ ...block, bytes: block.bytes.subarray(0, at) })) : changed;
      try {
        const record = readTracker(cut) ?? assert.fail();
        const next = createTracker(64);
        atOnce(next.recall(record, 0));
        play(next, played, { handshake: 20, packet: 30, window }, start);
        sound++;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }),
    { numRuns: sized(300, 10_000) },
  );
  assert.ok(sound > 0);
});
