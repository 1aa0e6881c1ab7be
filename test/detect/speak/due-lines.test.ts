import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { noCounters, type Rules } from '../../../src/detect/rules.ts';
import { createDueLines } from '../../../src/detect/speak/due-lines.ts';
import type { Tally, Why } from '../../../src/log/line.ts';
import type { Address } from '../../../src/net/address.ts';
import { prefixSet } from '../../../src/net/prefix-set.ts';
import type { Probe } from '../../../src/probe.ts';
import { anywhere, datagram, probe, stayOf } from '../helpers.ts';

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

function bench(isConnected?: Rules['spared']['isConnected'], patience?: number) {
  const lines: Line[] = [];
  /** What the scans among them say. */
  const told: { port: number; ports: number }[] = [];
  const rules: Rules = {
    ...anywhere,
    spared: { ignored: nobody, own: nobody, hosts: nobody, isConnected },
    trigger: { handshake: 1, packet: 4, window },
    prefixes: { ipv4: 0, ipv6: 0 },
    translators: nobody,
    seen: new Set(['below-trigger', 'protected']),
    ...(patience === undefined ? {} : { patience }),
  };
  const line = (verb: 'scan' | 'seen', { source, evidence, time }: Probe): void =>
    void lines.push({ verb, source, evidence, time });
  const counters = noCounters();
  const sink = {
    scan: (probe: Probe, { ports }: Tally) => {
      line('scan', probe);
      told.push({ port: probe.port, ports });
    },
    seen: (probe: Probe) => line('seen', probe),
    held: (time: number, { reason, lines: count }: { reason: string; lines: number }) =>
      void lines.push({ verb: reason === 'flood' ? 'flood' : 'repeat', time, lines: count }),
  };
  const dueLines = createDueLines(rules, sink, counters);
  /** As the pipeline does. */
  const scan = (touch: Probe, ports: number): void => {
    counters.probes++;
    dueLines.scan(touch, tally(ports), stayOf(touch));
    dueLines.tick(touch.time);
  };
  const see = (touch: Probe, tally: Tally, why: Why): void => dueLines.seen(touch, tally, why, stayOf(touch));
  return { lines, told, counters, dueLines, scan, see, rules };
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
  const { lines, counters, scan, dueLines } = crowded();
  scan(packet(12, 500), 5);
  scan(packet(17, 600), 80);
  assert.deepEqual(lines, []);
  dueLines.tick(999);
  assert.deepEqual(lines, []);
  dueLines.tick(1000);
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
  const { lines, counters, scan, dueLines } = crowded();
  scan(handshake(15, 10), 5);
  assert.deepEqual(lines, [{ verb: 'scan', source: source(15), evidence: 'handshake', time: 10 }]);
  assert.equal(counters.waiting, 9);
  for (let time = 0; time < 100_000; time += 1000) dueLines.tick(time);
  assert.equal(lines.filter(line => line.source?.[3] === source(15)[3]).length, 1);
  assert.deepEqual(counters, { ...noCounters(), probes: 21, scan: 20, flood: 1 });
});

test('tick() asks again who is protected, and names nobody who is by then', () => {
  const connected = new Set<number>();
  const { lines, dueLines } = crowded(source => connected.has(source[3]));
  connected.add(source(10)[3]);
  dueLines.tick(1000);
  assert.deepEqual(lines[0], { verb: 'seen', source: source(10), evidence: 'packet', time: 1000 });
  assert.ok(lines.slice(1).every(line => line.verb === 'scan'));
});

test('tick() asks about the moment when a source began to wait: no wait makes a client of a scanner', () => {
  const asked: [now: number, touched: number][] = [];
  const { lines, scan, dueLines } = crowded((who, now, touched) => {
    if (who[3] === source(10)[3]) asked.push([now, touched]);
    return false;
  });
  scan(packet(10, 900), 5);
  dueLines.tick(1000);
  assert.deepEqual(asked, [[1000, 0]]);
  assert.equal(lines.filter(line => line.source?.[3] === source(10)[3]).length, 1);
});

test('tick() names nobody who has come into the protected set by then', () => {
  const { lines, dueLines, rules } = crowded();
  rules.spared = { ...rules.spared, hosts: prefixSet([{ address: source(12), length: 128 }]) };
  dueLines.tick(1000);
  assert.deepEqual(
    lines.filter(line => line.source?.[3] === source(12)[3]).map(({ verb }) => verb),
    ['seen'],
  );
});

test('scan() keeps its pace when two readers are out of step by seconds', () => {
  const { lines, scan } = bench();
  for (let i = 0; i < 200; i++) scan(handshake(i, i % 2 === 0 ? 0 : 5_000), 1);
  assert.ok(lines.length <= 60, `${lines.length}`);
  const { lines: seen, see } = bench();
  for (let i = 0; i < 200; i++) see(packet(i, i % 2 === 0 ? 0 : 5_000), tally(1), 'below-trigger');
  assert.ok(seen.length <= 30, `${seen.length}`);
});

test('tick() gives up whoever has waited for longer than the window', () => {
  const { lines, counters, dueLines } = crowded();
  dueLines.tick(window + 1);
  assert.deepEqual(lines, []);
  assert.deepEqual(counters, { ...noCounters(), probes: 20, scan: 10, flood: 10 });
});

test('scan() holds a proved source beyond thirty a second, which competes at its next handshake', () => {
  const { lines, counters, scan, dueLines } = bench();
  for (let i = 0; i < 40; i++) scan(handshake(i, i), 1);
  assert.equal(lines.length, 30);
  scan(handshake(35, 1_001), 2);
  assert.equal(lines.length, 31);
  dueLines.end(2_000);
  assert.deepEqual(lines.slice(31), [{ verb: 'flood', time: 2_000, lines: 10 }]);
  assert.equal(counters.flood, 10);
});

test('end() says all that was held, whoever waits still included', () => {
  const { lines, counters, dueLines, scan } = crowded();
  scan(packet(0, 1), 5);
  dueLines.end(2);
  assert.deepEqual(lines, [
    { verb: 'flood', time: 2, lines: 10 },
    { verb: 'repeat', time: 2, lines: 1 },
  ]);
  assert.deepEqual(counters, { ...noCounters(), probes: 21, scan: 10, flood: 10, repeat: 1 });
});

const patience = 1000;
const below = { hits: 3, ports: 3, handshakes: 0, triggered: false, isOfLan: false };
const above = { hits: 4, ports: 4, handshakes: 0, triggered: true, isOfLan: false };
const at = (port: number, time: number, i = 1) => ({ ...packet(i, time), port });
const answerOf = ({ source, protocol, port, time }: Probe) => ({ source, protocol, port, time: time + 1 });
const counts = ({ probes, scan, seen, repeat, flood, quiet, waiting }: ReturnType<typeof noCounters>) => {
  assert.equal(scan + seen + repeat + flood + quiet + waiting, probes);
  return { scan, seen, repeat, flood, quiet, waiting };
};

test('scan() has a line from packets wait a second for an answer, with the time of its packet', () => {
  const { lines, counters, scan, dueLines } = bench(undefined, patience);
  for (const [port, time] of [
    [4, 100],
    [5, 200],
    [5, 300],
  ] as const)
    scan(at(port, time), port);
  dueLines.tick(1099);
  assert.deepEqual([lines, counters.waiting], [[], 3]);
  assert.equal(dueLines.overdue(), 0, 'no flood holds it');
  dueLines.tick(1100);
  assert.deepEqual(lines, [{ verb: 'scan', source: source(1), evidence: 'packet', time: 300 }]);
  assert.deepEqual(counts(counters), { scan: 1, seen: 0, repeat: 2, flood: 0, quiet: 0, waiting: 0 });
  scan(at(6, 1200), 8);
  dueLines.tick(2199);
  assert.equal(lines.length, 1, 'a further line waits too');
  dueLines.tick(2200);
  assert.equal(lines.length, 2);
});

test('scan() writes a handshake at once, and none of its packets that wait after it', () => {
  const { lines, counters, scan, dueLines } = bench(undefined, patience);
  scan(at(4, 0), 4);
  scan(handshake(1, 10), 5);
  assert.deepEqual(
    lines.map(({ evidence }) => evidence),
    ['handshake'],
  );
  dueLines.tick(5000);
  assert.equal(lines.length, 1);
  assert.deepEqual(counts(counters), { scan: 1, seen: 0, repeat: 1, flood: 0, quiet: 0, waiting: 0 });
});

test('seen() has an observation of packets wait as well, and one of a handshake not', () => {
  const { lines, counters, dueLines, see } = bench(undefined, patience);
  counters.probes += 4;
  see(at(1, 0), tally(1), 'below-trigger');
  see(at(2, 50), tally(2), 'below-trigger');
  see(at(1, 60, 2), tally(1), 'below-trigger');
  see(handshake(3, 70), tally(1), 'protected');
  assert.deepEqual(
    lines.map(line => line.source),
    [source(3)],
  );
  dueLines.answered(answerOf(at(1, 60, 2)), { ...below, hits: 0, ports: 0 });
  dueLines.tick(1000);
  assert.deepEqual(
    lines.slice(1).map(line => [line.verb, line.source, line.time]),
    [['seen', source(1), 50]],
  );
  assert.deepEqual(counts(counters), { scan: 0, seen: 2, repeat: 0, flood: 0, quiet: 2, waiting: 0 });
});

test('answered() writes no line of a source that is below the trigger again, but for an observation', () => {
  const { lines, counters, scan, dueLines } = bench(undefined, patience);
  scan(at(4, 0), 4);
  scan(at(5, 10), 5);
  dueLines.answered(answerOf(at(4, 10)), above);
  dueLines.answered(answerOf(at(6, 10)), below);
  assert.deepEqual(lines, []);
  dueLines.tick(1010);
  assert.deepEqual(lines, [{ verb: 'seen', source: source(1), evidence: 'packet', time: 10 }]);
  assert.deepEqual(counts(counters), { scan: 0, seen: 1, repeat: 0, flood: 0, quiet: 1, waiting: 0 });
});

test('answered() writes nothing of a source each of whose ports that wait has answered, whatever else it did', () => {
  const { lines, counters, scan, dueLines } = bench(undefined, patience);
  scan(at(4, 0), 4);
  scan(at(4, 500), 4);
  dueLines.answered(answerOf(at(4, 500)), above);
  scan(at(5, 600, 2), 4);
  dueLines.answered(answerOf(at(5, 600, 2)), undefined);
  dueLines.tick(5000);
  assert.deepEqual(lines, []);
  assert.deepEqual(counts(counters), { scan: 0, seen: 0, repeat: 0, flood: 0, quiet: 3, waiting: 0 });
});

test('answered() leaves a scanner to be named, by a port that did not answer and with what is left', () => {
  const { told, counters, scan, dueLines } = bench(undefined, patience);
  scan(at(4, 0), 4);
  scan(at(80, 10), 5);
  dueLines.answered(answerOf(at(80, 10)), above);
  dueLines.tick(1000);
  assert.deepEqual(told, [{ port: 4, ports: 4 }]);
  assert.deepEqual(counts(counters), { scan: 1, seen: 0, repeat: 1, flood: 0, quiet: 0, waiting: 0 });
});

test('tick() waits on for a flood to pass when the second is over, and says how many do', () => {
  const { lines, counters, dueLines, scan } = bench(undefined, patience);
  for (let i = 0; i < 20; i++) scan(packet(i, 0), 4);
  assert.deepEqual([lines.length, counters.waiting, dueLines.overdue()], [0, 20, 0]);
  dueLines.tick(1000);
  assert.deepEqual([lines.length, counters.waiting, dueLines.overdue()], [10, 10, 10]);
  dueLines.answered(answerOf(packet(19, 0)), below);
  dueLines.tick(2000);
  assert.deepEqual([lines.length, counters.waiting, dueLines.overdue()], [16, 3, 3]);
});

test('tick() lets everybody speak when the clock was set back', () => {
  const { lines, scan, dueLines } = bench(undefined, patience);
  scan(at(4, 1_000_000), 4);
  dueLines.tick(900_000);
  assert.equal(lines.length, 1);
});

test('tick() keeps the pace of a second after a pause in which observations waited', () => {
  const { lines, counters, scan, dueLines, see } = bench(undefined, patience);
  for (let i = 0; i < 11; i++) {
    counters.probes++;
    see(packet(i, 0), tally(1), 'below-trigger');
  }
  for (let i = 0; i < 10; i++) scan(handshake(60 + i, 1), 1);
  dueLines.tick(disorder + 1);
  for (let i = 0; i < 10; i++) scan(handshake(60 + i, disorder + 1), 1);
  for (let i = 20; i < 50; i++) scan(handshake(i, disorder + 1), 1);
  assert.equal(lines.filter(({ time }) => time !== 1).length, 50);
  counts(counters);
});

test('end() writes what waits for an answer still', () => {
  const { lines, counters, scan, dueLines, see } = bench(undefined, patience);
  scan(at(4, 0), 4);
  counters.probes++;
  see(packet(2, 0), tally(1), 'below-trigger');
  dueLines.end(10);
  assert.deepEqual(lines.map(({ verb }) => verb).sort(), ['scan', 'seen']);
  counts(counters);
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

test('createDueLines() keeps its pace and counts to the unit whatever comes, clock jumps included', () => {
  const step = fc.record({
    jump: fc.oneof({ weight: 30, arbitrary: fc.nat(300) }, fc.integer({ min: -90_000, max: 90_000 })),
    kind: fc.constantFrom('packet', 'handshake', 'seen', 'answer'),
    first: fc.nat(30),
    count: fc.nat(60),
    ports: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(0, patience), (steps, pause) => {
      const { lines, counters, dueLines, scan, see } = bench(undefined, pause);
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
            see(packet(i, time), tally(1), 'below-trigger');
            dueLines.tick(time);
          } else if (kind === 'answer') {
            const activity = { hits: ports, ports, handshakes: 0, triggered: ports >= 4, isOfLan: false };
            dueLines.answered(answerOf(packet(i, time)), ports % 3 === 0 ? undefined : activity);
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
      dueLines.end(time);
      assert.equal(sum(counters), counters.probes);
      if (pause === 0) assert.ok(lines.every(({ verb }) => verb !== 'seen'));
      const { flood, repeat } = counters;
      const held = (reason: string): number => lines.find(({ verb }) => verb === reason)?.lines ?? 0;
      assert.deepEqual([held('flood'), held('repeat')], [flood, repeat]);
    }),
  );
});
