import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSpeaker } from '../../src/detect/speaker.ts';
import { noCounters, type Rules } from '../../src/detect/verdict.ts';
import type { Address } from '../../src/net/address.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';
import type { Probe } from '../../src/probe.ts';
import { anywhere, datagram, probe } from './helpers.ts';

const window = 600_000;
const nobody = prefixSet([]);
const source = (i: number): Address => [0, 0, 0xffff, 0x0a000000 + i];
const tally = (ports: number) => ({ hits: ports, ports });

interface Line {
  readonly verb: 'scan' | 'seen' | 'flood' | 'repeat';
  readonly source?: Address;
  readonly evidence?: string;
  readonly time: number;
  readonly lines?: number;
}

function bench(isConnected?: Rules['spared']['isConnected']) {
  const lines: Line[] = [];
  const rules: Rules = {
    ...anywhere,
    spared: { ignored: nobody, own: nobody, hosts: nobody, isConnected },
    trigger: { handshake: 1, packet: 4, window },
    prefixes: { ipv4: 0, ipv6: 0 },
    translators: nobody,
    seen: new Set(['below-trigger', 'protected']),
  };
  const line = (verb: 'scan' | 'seen', { source, evidence, time }: Probe): void =>
    void lines.push({ verb, source, evidence, time });
  const counters = noCounters();
  const sink = {
    scan: (probe: Probe) => line('scan', probe),
    seen: (probe: Probe) => line('seen', probe),
    held: (time: number, { reason, lines: count }: { reason: string; lines: number }) =>
      void lines.push({ verb: reason === 'flood' ? 'flood' : 'repeat', time, lines: count }),
  };
  const speaker = createSpeaker(rules, sink, counters);
  /** As the pipeline does. */
  const scan = (touch: Probe, ports: number): void => {
    counters.probes++;
    speaker.scan(touch, tally(ports));
    speaker.tick(touch.time);
  };
  return { lines, counters, speaker, scan, rules };
}

const packet = (i: number, time: number) => datagram({ source: source(i), time });
const handshake = (i: number, time: number) => probe({ source: source(i), time });

/** Twenty sources at time 0, of which ten are named and the others, 10 to 19, wait. */
function crowded(isConnected?: Rules['spared']['isConnected']) {
  const stage = bench(isConnected);
  for (let i = 0; i < 20; i++) stage.scan(packet(i, 0), 4);
  assert.equal(stage.lines.splice(0).length, 10);
  assert.equal(stage.counters.waiting, 10);
  return stage;
}

test('tick() names those who wait by their ports when a place is free, with the time of then', () => {
  const { lines, counters, scan, speaker } = crowded();
  scan(packet(12, 500), 5);
  scan(packet(17, 600), 80);
  assert.deepEqual(lines, []);
  speaker.tick(999);
  assert.deepEqual(lines, []);
  speaker.tick(1000);
  assert.equal(lines.length, 6);
  const expected = { verb: 'scan', evidence: 'packet', time: 1000 };
  assert.deepEqual(lines.slice(0, 3), [
    { ...expected, source: source(17) },
    { ...expected, source: source(12) },
    { ...expected, source: source(10) },
  ]);
  assert.deepEqual(counters, { ...noCounters(), probes: 22, scan: 16, flood: 2, waiting: 4 });
});

test('scan() names a source that waits at once when it finishes a handshake, and never twice', () => {
  const { lines, counters, scan, speaker } = crowded();
  scan(handshake(15, 10), 5);
  assert.deepEqual(lines, [{ verb: 'scan', source: source(15), evidence: 'handshake', time: 10 }]);
  assert.equal(counters.waiting, 9);
  for (let time = 0; time < 100_000; time += 1000) speaker.tick(time);
  assert.equal(lines.filter(line => line.source?.[3] === source(15)[3]).length, 1);
  assert.deepEqual(counters, { ...noCounters(), probes: 21, scan: 20, flood: 1 });
});

test('tick() asks again who is protected, and names nobody who is by then', () => {
  const connected = new Set<number>();
  const { lines, speaker } = crowded(source => connected.has(source[3]));
  connected.add(source(10)[3]);
  speaker.tick(1000);
  assert.deepEqual(lines[0], { verb: 'seen', source: source(10), evidence: 'packet', time: 1000 });
  assert.ok(lines.slice(1).every(line => line.verb === 'scan'));
});

test('tick() asks about the moment when a source began to wait: no wait makes a client of a scanner', () => {
  const asked: [now: number, touched: number][] = [];
  const { lines, scan, speaker } = crowded((who, now, touched) => {
    if (who[3] === source(10)[3]) asked.push([now, touched]);
    return false;
  });
  scan(packet(10, 900), 5);
  speaker.tick(1000);
  assert.deepEqual(asked, [[1000, 0]]);
  assert.equal(lines.filter(line => line.source?.[3] === source(10)[3]).length, 1);
});

test('tick() names nobody who has come into the protected set by then', () => {
  const { lines, speaker, rules } = crowded();
  rules.spared = { ...rules.spared, hosts: prefixSet([{ address: source(12), length: 128 }]) };
  speaker.tick(1000);
  assert.deepEqual(
    lines.filter(line => line.source?.[3] === source(12)[3]).map(({ verb }) => verb),
    ['seen'],
  );
});

test('scan() keeps its pace when two readers are out of step by seconds', () => {
  const { lines, scan } = bench();
  for (let i = 0; i < 200; i++) scan(handshake(i, i % 2 === 0 ? 0 : 5_000), 1);
  assert.ok(lines.length <= 60, `${lines.length}`);
  const { lines: seen, speaker } = bench();
  for (let i = 0; i < 200; i++) speaker.seen(packet(i, i % 2 === 0 ? 0 : 5_000), tally(1), 'below-trigger');
  assert.ok(seen.length <= 30, `${seen.length}`);
});

test('tick() gives up whoever has waited for longer than the window', () => {
  const { lines, counters, speaker } = crowded();
  speaker.tick(window + 1);
  assert.deepEqual(lines, []);
  assert.deepEqual(counters, { ...noCounters(), probes: 20, scan: 10, flood: 10 });
});

test('scan() holds a proved source beyond thirty a second, which competes at its next handshake', () => {
  const { lines, counters, scan, speaker } = bench();
  for (let i = 0; i < 40; i++) scan(handshake(i, i), 1);
  assert.equal(lines.length, 30);
  scan(handshake(35, 1_001), 2);
  assert.equal(lines.length, 31);
  speaker.end(2_000);
  assert.deepEqual(lines.slice(31), [{ verb: 'flood', time: 2_000, lines: 10 }]);
  assert.equal(counters.flood, 10);
});

test('end() says all that was held, whoever waits still included', () => {
  const { lines, counters, speaker, scan } = crowded();
  scan(packet(0, 1), 5);
  speaker.end(2);
  assert.deepEqual(lines, [
    { verb: 'flood', time: 2, lines: 10 },
    { verb: 'repeat', time: 2, lines: 1 },
  ]);
  assert.deepEqual(counters, { ...noCounters(), probes: 21, scan: 10, flood: 10, repeat: 1 });
});

const sum = ({ scan, seen, repeat, flood, quiet, waiting }: ReturnType<typeof noCounters>): number =>
  scan + seen + repeat + flood + quiet + waiting;

/** A clock set back by more than this starts anew. */
const disorder = 10_000;

/** The most lines that lie within any period of one stretch of a clock that is not set back. */
function densest(stretches: readonly (readonly number[])[], period: number): number {
  const within = (times: readonly number[], start: number): number =>
    times.filter(time => time >= start && time < start + period).length;
  return Math.max(0, ...stretches.flatMap(times => times.map(start => within(times, start))));
}

test('createSpeaker() keeps its pace and counts to the unit whatever comes, clock jumps included', () => {
  const step = fc.record({
    jump: fc.oneof({ weight: 30, arbitrary: fc.nat(300) }, fc.integer({ min: -90_000, max: 90_000 })),
    kind: fc.constantFrom('packet', 'handshake', 'seen'),
    first: fc.nat(30),
    count: fc.nat(60),
    ports: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const { lines, counters, speaker, scan } = bench();
      let [time, newest] = [1_000_000, 0];
      const stretches: { all: number[]; first: number[]; unverified: number[] }[] = [];
      const said = new Set<number>();
      for (const { jump, kind, first, count, ports } of steps) {
        time += jump;
        if (stretches.length === 0 || newest - time > disorder) {
          stretches.push({ all: [], first: [], unverified: [] });
          newest = time;
        } else newest = Math.max(newest, time);
        for (let i = first; i < first + count; i++) {
          if (kind === 'seen') {
            counters.probes++;
            speaker.seen(packet(i, time), tally(1), 'below-trigger');
            speaker.tick(time);
          } else scan(kind === 'packet' ? packet(i, time) : handshake(i, time), 1 + ports);
          assert.equal(sum(counters), counters.probes);
        }
        const stretch = stretches.at(-1) ?? assert.fail();
        for (const line of lines.splice(0)) {
          stretch.all.push(newest);
          if (line.verb !== 'scan' || said.has(line.source?.[3] ?? 0)) continue;
          said.add(line.source?.[3] ?? 0);
          stretch.first.push(newest);
          if (line.evidence === 'packet') stretch.unverified.push(newest);
        }
      }
      assert.ok(
        densest(
          stretches.map(({ all }) => all),
          1000,
        ) <= 50,
      );
      assert.ok(
        densest(
          stretches.map(({ first }) => first),
          1000,
        ) <= 30,
      );
      assert.ok(
        densest(
          stretches.map(({ unverified }) => unverified),
          1000,
        ) <= 10,
      );
      assert.ok(
        densest(
          stretches.map(({ unverified }) => unverified),
          60_000,
        ) <= 30,
      );
      speaker.end(time);
      assert.equal(sum(counters), counters.probes);
      assert.ok(lines.every(({ verb }) => verb !== 'seen'));
      const { flood, repeat } = counters;
      const held = (reason: string): number => lines.find(({ verb }) => verb === reason)?.lines ?? 0;
      assert.deepEqual([held('flood'), held('repeat')], [flood, repeat]);
    }),
  );
});
