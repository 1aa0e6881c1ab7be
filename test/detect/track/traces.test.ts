import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Trigger } from '../../../src/detect/rules.ts';
import { keyOf } from '../../../src/detect/track/ports/recent-ports.ts';
import { createTraces, type Traces } from '../../../src/detect/track/traces.ts';
import { createTracker } from '../../../src/detect/track/tracker.ts';
import { type Address, formatAddress } from '../../../src/net/address.ts';
import { datagram } from '../helpers.ts';

const tcp = (port: number): number => keyOf({ protocol: 'tcp', port, evidence: 'packet' });
const udp = (port: number): number => keyOf({ protocol: 'udp', port, evidence: 'packet' });
const ipv4 = (word: number): Address => [0, 0, 0xffff, word >>> 0];
const ipv6 = (word: number): Address => [0x20010db8, 0, word >>> 16, word & 0xffff];
/** An eighth of a second; a day has 691,200. */
const day = 691_200;
const found = (traces: Traces, source: Address, now: number) =>
  traces.take(source, now) ? { key: traces.key, first: traces.first } : undefined;

test('take() returns what was left of a source, once, and nothing of its neighbours', () => {
  const traces = createTraces();
  const start = 64 * 1000;
  for (const of of [ipv4, ipv6])
    for (let i = 0; i < 1000; i++) {
      assert.equal(traces.take(of(i), start), false);
      traces.leave(of(i), i % 2 === 0 ? tcp(i) : udp(i), start + 63);
    }
  for (const of of [ipv4, ipv6])
    for (let i = 0; i < 2000; i++) {
      const expected = i < 1000 ? { key: i % 2 === 0 ? tcp(i) : udp(i), first: start } : undefined;
      assert.deepEqual(found(traces, of(i), start + 500), expected);
      assert.equal(found(traces, of(i), start + 500), undefined);
    }
});

test('walk() tells every source as it was left, also where the bucket of its first choice was full', () => {
  const traces = createTraces();
  traces.begin(day);
  const told = new Uint8Array(600_000);
  for (let i = 0; i < told.length; i++) traces.leave(ipv4(i), tcp(23), day);
  for (const _ of traces.walk(source => {
    assert.ok(source[3] < told.length, formatAddress(source));
    told[source[3]] = (told[source[3]] ?? 0) + 1;
  }));
  assert.ok(told.every(times => times < 2));
  const missing = told.filter(times => times === 0).length;
  assert.ok(missing < told.length / 1_000, `${missing} had no place`);
});

test('reach() leaves a trace where it is, and tells nothing of one', () => {
  const traces = createTraces();
  for (const of of [ipv4, ipv6]) {
    traces.reach(of(1));
    assert.equal(traces.take(of(1), day), false);
    traces.leave(of(1), tcp(23), day);
    traces.reach(of(1));
    traces.reach(of(2));
    assert.equal(found(traces, of(2), day), undefined);
    assert.deepEqual(found(traces, of(1), day), { key: tcp(23), first: day });
  }
});

test('take() agrees with a list of all that were left, whatever the clock does', () => {
  const source = fc.oneof(
    fc.nat(9).map(ipv4),
    fc.nat(9).map(ipv6),
    fc.nat(3).map(i => ipv4(i << 30)),
  );
  const gap = fc.oneof(
    { weight: 8, arbitrary: fc.nat(5_000) },
    { weight: 1, arbitrary: fc.constantFrom(day, day - 64, 3 * day, 2_097_088, -100, -day) },
  );
  const steps = fc.array(fc.record({ source, gap, port: fc.nat(65_535), leaves: fc.boolean() }));
  fc.assert(
    fc.property(steps, fc.constantFrom(500_000_000, 2 ** 31 - 40_000), (list, start) => {
      const traces = createTraces();
      /** One that was too old at a time may have been swept, and does not come back when the clock is set back. */
      const model = new Map<string, { key: number; first: number; wasOld: boolean }>();
      let [now, last] = [start, start];
      for (const { source, gap, port, leaves } of list) {
        now = (now + gap) | 0;
        const seen = found(traces, source, now);
        if (Math.abs((now - last) | 0) > day) model.clear();
        last = now;
        for (const trace of model.values()) {
          const age = (now - trace.first) | 0;
          trace.wasOld ||= age < 0 || age >= day - 64;
        }
        const left = model.get(formatAddress(source));
        model.delete(formatAddress(source));
        const age = left === undefined ? day + 1 : (now - left.first) | 0;
        if (age > day + 64 || age < -64) assert.equal(seen, undefined);
        else if (left?.wasOld === false) {
          assert.equal(seen?.key, left?.key);
          const early = ((left?.first ?? 0) - (seen?.first ?? 0)) | 0;
          assert.ok(early >= 0 && early < 64, `${early}`);
        }
        if (!leaves) continue;
        traces.leave(source, tcp(port), now);
        model.set(formatAddress(source), { key: tcp(port), first: now, wasOld: false });
      }
    }),
    { numRuns: 300 },
  );
});

/** Of half a billion, no two of which are the same, nor a scanner's. */
const forger = (i: number): Address => ipv4(0x20000000 + (Math.imul(i, 2_654_435_761) & 0x1fffffff));
const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };

test('createTracker() names who touches a port every 20 minutes by the fourth, beside 800 forged packets a second', () => {
  const tracker = createTracker();
  // So many that chance, by the secret of the table, moves their share by one or two in a hundred.
  const scanners = Array.from({ length: 1000 }, (_, i) => ipv4(0xc6336400 + i));
  const pause = 1_200_000;
  const rate = 800;
  let forged = 0;
  let named = 0;
  for (let port = 1; port <= 4; port++) {
    const time = 1_800_000_000_000 + port * pause;
    for (const source of scanners)
      if (tracker.touch(datagram({ source, port, time }), trigger).triggered) named++;
    assert.ok(port === 4 || named === 0, `${named} named by port ${port}`);
    if (port === 4) break;
    for (let i = 0; i < (pause / 1000) * rate; i++, forged++)
      tracker.touch(datagram({ source: forger(forged), port: 7, time: time + (i * 1000) / rate }), trigger);
  }
  assert.ok(named >= 900, `${named} of ${scanners.length}`);
});

test('createTracker() holds nothing of forged neighbours against a source', () => {
  const tracker = createTracker(64);
  const time = 1_800_000_000_000;
  for (let i = 0; i < 200_000; i++)
    assert.equal(
      tracker.touch(datagram({ source: ipv4(i), port: i % 65_536, time }), trigger).triggered,
      false,
    );
});
