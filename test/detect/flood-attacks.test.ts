/** Attacks of an hour, in simulated time, on the whole of detection: the real tracker and pipeline. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rules } from '../../src/detect/rules.ts';
import { createTracker } from '../../src/detect/track/tracker.ts';
import { type Address, parsePrefix } from '../../src/net/address.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';
import { pipeline } from '../../src/pipeline.ts';
import type { Probe } from '../../src/probe.ts';
import { anywhere, probe, datagram as someDatagram } from './helpers.ts';

/** 10/8 is anybody, 172.16/16 is protected, 192.168/16 is connected, 203.0.113/24 scans for real. */
const anybody = (i: number): Address => [0, 0, 0xffff, 0x0a000000 + (i & 0xffffff)];
const guarded = (i: number): Address => [0, 0, 0xffff, 0xac100000 + (i & 0xffff)];
const connected = (i: number): Address => [0, 0, 0xffff, 0xc0a80000 + (i & 0xffff)];
const scanner = (i: number): Address => [0, 0, 0xffff, 0xcb007100 + i];
const isConnected = (source: Address): boolean => source[3] >>> 16 === 0xc0a8;
const isScanner = (source: Address): boolean => source[3] >>> 16 === 0xcb00;

function bench() {
  const prefixes = prefixSet([parsePrefix('172.16.0.0/16') ?? assert.fail()]);
  const nobody = prefixSet([]);
  const rules: Rules = {
    ...anywhere,
    spared: { ignored: nobody, own: nobody, hosts: prefixes, isConnected },
    trigger: { handshake: 1, packet: 4, window: 600_000 },
    prefixes: { ipv4: 0, ipv6: 0 },
    translators: nobody,
    seen: new Set(['below-trigger', 'protected']),
  };
  const scans: Probe[] = [];
  const seen: Probe[] = [];
  const sink = {
    scan: (line: Probe) => void scans.push(line),
    seen: (line: Probe) => void seen.push(line),
    held: () => {},
  };
  return { scans, seen, ...pipeline(rules, createTracker(), sink) };
}

/** Numbers below 2^24 that look random and are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

const base = someDatagram();
const datagram = (fields: Partial<Probe>): Probe => ({ ...base, ...fields });
const syn = (fields: Partial<Probe>): Probe => ({ ...base, protocol: 'tcp', kind: 'syn', ...fields });

test('a million spoofed packets ban no protected host, none as proved, and no more than the allowance', () => {
  const { scans, seen, counters, report, end } = bench();
  const next = random(1);
  const seconds = 20;
  // Few enough of each that most of them reach the trigger.
  const sourceOf = [
    () => anybody(next() % 50_000),
    () => guarded(next() % 1000),
    () => connected(next() % 1000),
  ];
  for (let i = 0; i < 1_000_000; i++) {
    const time = (i * seconds) / 1000;
    const source = (sourceOf[i % 3] ?? assert.fail())();
    const fields = { time, source, port: 1 + (next() % 1023) };
    report(i % 2 === 0 ? syn(fields) : datagram(fields));
    if (i === 500_000) report(probe({ time, source: scanner(1) }));
  }
  const middle = (500_000 * seconds) / 1000;
  assert.deepEqual(
    scans.filter(({ evidence }) => evidence === 'handshake').map(({ source, time }) => [source, time]),
    [[scanner(1), middle]],
  );
  const unverified = new Set(
    scans.filter(({ evidence }) => evidence === 'packet').map(({ source }) => source[3]),
  );
  assert.ok(unverified.size >= 15 && unverified.size <= 30, `${unverified.size} unverified`);
  assert.deepEqual(
    scans.filter(({ source }) => isConnected(source) || source[3] >>> 16 === 0xac10),
    [],
  );
  assert.ok(seen.length <= 15 * (seconds + 1), `${seen.length} observations`);
  end(seconds * 1000);
  const { probes, scan, seen: observed, repeat, flood, quiet, waiting } = counters;
  assert.equal(probes, 1_000_001);
  assert.equal(scan + observed + repeat + flood + quiet + waiting, probes);
});

interface Attack {
  readonly name: string;
  /** The forged packet of a number, at a time. */
  readonly packet: (i: number, time: number) => Probe;
}

/** Sources that take turns in groups, each with so many ports one after the other. */
const each = (ports: number) => (i: number, time: number) =>
  syn({ time, source: anybody(Math.floor(i / ports)), port: 1 + (i % ports) });
const one = random(2);
const fixed = (sources: number) => (i: number, time: number) =>
  syn({ time, source: anybody(i % sources), port: 1 + (Math.floor(i / sources) % 1023) });

const attacks: readonly Attack[] = [
  {
    name: 'random sources of one packet',
    packet: (_, time) => syn({ time, source: anybody(one()), port: 1 + (one() % 1023) }),
  },
  { name: 'forged sources of 4 ports', packet: each(4) },
  { name: 'forged sources of 8 ports', packet: each(8) },
  { name: 'forged sources of 16 ports', packet: each(16) },
  { name: 'the same 100 forged sources', packet: fixed(100) },
  { name: 'the same 300 forged sources', packet: fixed(300) },
];

const hour = 3_600_000;
const scans = 500;
/** A port every 4 ms: `nmap -sS -T4` of a thousand ports. */
const [ports, pace] = [1000, 4];

/** Runs both in the order of their times, and how long after its first probe each real scan was named. */
function delays({ packet }: Attack, rate: number): number[] {
  const { scans: lines, report, tick } = bench();
  const forged = (hour / 1000) * rate;
  const real = Array.from({ length: scans }, (_, i) => 20_000 + Math.floor((i * (hour - 120_000)) / scans));
  let sent = 0;
  const forge = (until: number): void => {
    for (; sent < forged && (sent * 1000) / rate <= until; sent++) report(packet(sent, (sent * 1000) / rate));
    tick(until);
  };
  for (const [i, start] of real.entries())
    for (let port = 1; port <= ports; port++) {
      const time = start + (port - 1) * pace;
      forge(time);
      report(syn({ time, source: scannerOf(i), port }));
    }
  forge(hour);
  const named = new Map<number, number>();
  for (const { source, time } of lines)
    if (isScanner(source) && !named.has(source[3])) named.set(source[3], time);
  return real.map((start, i) => (named.get(scannerOf(i)[3]) ?? Number.POSITIVE_INFINITY) - start);
}

const scannerOf = (i: number): Address => [0, 0, 0xffff, 0xcb000000 + i];

/** A real scan waits at most for its turn, and for other real ones (milliseconds). */
const longestDelay = 8_000;

for (const rate of [2, 200])
  for (const attack of attacks)
    test(`${attack.name}, ${rate} packets a second for an hour, hide none of ${scans} real scans`, () => {
      const waited = delays(attack, rate);
      assert.equal(waited.length, scans);
      assert.ok(
        Math.max(...waited) <= longestDelay,
        `the last one was named after ${Math.max(...waited)} ms`,
      );
    });

test('with ten thousand new proved sources a second, every second names thirty of them', () => {
  const { scans, counters, report } = bench();
  for (let i = 0; i < 100_000; i++) report(probe({ time: i / 10, source: anybody(i) }));
  assert.equal(scans.length, 300);
  assert.equal(counters.flood, 99_700);
});
