import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Rules, Sink } from '../src/detect/rules.ts';
import { lanPortsOf } from '../src/detect/track/lan.ts';
import { createTracker } from '../src/detect/track/tracker.ts';
import { formatSource } from '../src/log/line.ts';
import { compareAddresses, isIPv4, maskAddress, parsePrefix } from '../src/net/address.ts';
import { prefixSet } from '../src/net/prefix-set.ts';
import { pipeline } from '../src/pipeline.ts';
import type { Probe } from '../src/probe.ts';
import { address, anywhere, datagram, probe } from './detect/helpers.ts';
import { configWith } from './jails/fixtures.ts';

const setOf = (...texts: string[]) => prefixSet(texts.map(text => parsePrefix(text) ?? assert.fail(text)));
const spared = ['2001:db8:1:2::99', '2001:db8:1:4::1', '203.0.113.200'];

function bench(prefixes: Rules['prefixes'] = { ipv4: 120, ipv6: 64 }, handshake = 1) {
  const said: { verb: string; probe: Probe }[] = [];
  const rules: Rules = {
    ...anywhere,
    spared: { ignored: setOf(spared[0] ?? ''), own: setOf(spared[1] ?? ''), hosts: setOf(spared[2] ?? '') },
    trigger: { handshake, packet: 4, window: 600_000 },
    prefixes,
    translators: setOf('64:ff9b::/96', '64:ff9b:1::/48', '2001::/32', '2001:db8:1:64:ff9b::/96'),
    lan: lanPortsOf(configWith()),
    seen: new Set(['below-trigger', 'protected', 'ignored', 'distributed', 'lan']),
  };
  const held: string[] = [];
  const sink: Sink = {
    scan: each => void said.push({ verb: 'scan', probe: each }),
    seen: (each, _tally, why) => void said.push({ verb: why, probe: each }),
    held: (_time, { reason, sources }) => void held.push(`${reason} ${sources}`),
  };
  const lines = () => said.map(({ verb, probe: each }) => `${verb} ${formatSource(each)}`);
  return { said, held, lines, ...pipeline(rules, createTracker(), sink) };
}

const target = address('2001:db8::10');
const handshakes = (net: string, numbers: readonly number[], step = 0) =>
  numbers.map((n, i) => probe({ source: address(`${net}${n}`), target, time: 1e12 + i * step }));

test('pipeline() names the network and no single address of it once four of them have finished a handshake', () => {
  const { lines, counters, report } = bench();
  handshakes('2001:db8:1:3::', [1, 2, 3, 4, 5, 6], 4_000).forEach(report);
  assert.deepEqual(lines(), [
    ...[1, 2, 3].map(n => `scan 2001:db8:1:3::${n}`),
    ...[4, 5, 6].map(() => 'scan 2001:db8:1:3::/64'),
  ]);
  assert.equal(counters.scan, 6);
});

test('pipeline() repeats a network as it repeats a source, and holds the rest back', () => {
  const { lines, held, counters, report, sayHeld } = bench();
  handshakes('2001:db8:1:3::', [1, 2, 3, 4, 5, 6, 7, 8], 500).forEach(report);
  assert.deepEqual(lines().slice(3), ['scan 2001:db8:1:3::/64']);
  assert.equal(counters.repeat, 4);
  sayHeld(1e12 + 5_000);
  assert.deepEqual(held, ['repeat 1'], 'of one network, whichever of its addresses came');
});

test('pipeline() names no network around somebody spared: its addresses stay single', () => {
  for (const net of ['2001:db8:1:2::', '2001:db8:1:4::']) {
    const { lines, report } = bench();
    handshakes(net, [10, 11, 12, 13, 14]).forEach(report);
    assert.deepEqual(
      lines(),
      [10, 11, 12, 13, 14].map(n => `scan ${net}${n}`),
    );
  }
});

test('pipeline() bans nobody for packets of a whole network, and lets its single scanners be named', () => {
  const { lines, report } = bench();
  for (let n = 1; n <= 5; n++) report(datagram({ source: address(`198.51.100.${n}`), port: n, time: 1e12 }));
  assert.deepEqual(lines().slice(-1), ['distributed 198.51.100.0/24']);
  for (let port = 1; port <= 4; port++)
    report(datagram({ source: address('198.51.100.9'), port, time: 1e12 }));
  assert.deepEqual(lines().slice(-1), ['scan 198.51.100.9']);
});

test('pipeline() names no single address of a live network for packets either', () => {
  const { lines, report } = bench();
  handshakes('2001:db8:1:3::', [1, 2, 3, 4]).forEach(report);
  for (let port = 1; port <= 9; port++)
    report(datagram({ source: address('2001:db8:1:3::7'), target, port, time: 1e12 }));
  assert.deepEqual(lines().slice(4), ['distributed 2001:db8:1:3::/64']);
});

test('pipeline() names single addresses alone behind a translator, at any length', () => {
  const behind = [
    '64:ff9b::',
    '64:ff9b:1::',
    '64:ff9b:1:2::',
    '2001:0:cb00:7101:8000:ffff:3434:',
    '2001:db8:1:64:ff9b::',
  ];
  for (const ipv6 of [64, 80, 96, 120])
    for (const net of behind) {
      const { lines, report } = bench({ ipv4: 120, ipv6 });
      handshakes(net, [1, 2, 3, 4, 5, 6], 4_000).forEach(report);
      assert.deepEqual(
        lines(),
        [1, 2, 3, 4, 5, 6].map(n => `scan ${formatSource(probe({ source: address(`${net}${n}`) }))}`),
        `/${ipv6}`,
      );
    }
});

test('pipeline() names a network beside that of a translator, and the one of a 6to4 site', () => {
  for (const net of ['64:ff9b:0:1::', '64:ff9b:2::', '2001:1::', '2002:cb00:7101::', '2001:db8:1:65::']) {
    const { lines, report } = bench();
    handshakes(net, [1, 2, 3, 4], 4_000).forEach(report);
    assert.deepEqual(lines().slice(3), [`scan ${net}/64`]);
  }
});

test('pipeline() names no network by default', () => {
  const { lines, report } = bench({ ipv4: 0, ipv6: 0 });
  handshakes('2001:db8:1:3::', [1, 2, 3, 4, 5]).forEach(report);
  assert.deepEqual(
    lines(),
    [1, 2, 3, 4, 5].map(n => `scan 2001:db8:1:3::${n}`),
  );
});

const net = fc.constantFrom('2001:db8:1:2::', '2001:db8:1:3::', '2001:db8:1:4::', '203.0.113.');
const anyStep = fc.record({
  net,
  host: fc.integer({ min: 1, max: 9 }),
  port: fc.nat(9),
  handshake: fc.boolean(),
  gap: fc.integer({ min: -5_000, max: 60_000 }),
});

test('pipeline() never names a network that holds somebody spared, nor bans one for packets or of IPv4', () => {
  const lengths = { ipv4: fc.constantFrom(0, 120, 124), ipv6: fc.constantFrom(0, 64, 96, 124) };
  const probeOf = (
    { net: of, host, port, handshake }: { net: string; host: number; port: number; handshake: boolean },
    time: number,
  ) => (handshake ? probe : datagram)({ source: address(`${of}${host}`), target, port, time });
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 150 }), fc.record(lengths), (steps, prefixes) => {
      const { said, counters, report } = bench(prefixes);
      let time = 1e12;
      for (const step of steps) {
        time += step.gap;
        report(probeOf(step, time));
      }
      for (const { verb, probe: each } of said.filter(one => one.probe.prefix !== undefined)) {
        const bits = each.prefix ?? 128;
        const same = (other: string) =>
          compareAddresses(maskAddress(address(other), bits), maskAddress(each.source, bits)) === 0;
        assert.ok(!spared.some(same), formatSource(each));
        assert.ok(verb !== 'scan' || (each.evidence === 'handshake' && !isIPv4(each.source)));
      }
      const { probes, scan, seen, repeat, flood, quiet, waiting } = counters;
      assert.equal(scan + seen + repeat + flood + quiet + waiting, probes);
    }),
  );
});

test('pipeline() names no network for what machines of a LAN may try', () => {
  const { lines, report } = bench();
  const services = [445, 3389, 5432, 6379, 139, 515];
  services.map((port, i) => probe({ source: address(`fd00::${i + 1}`), target, port })).forEach(report);
  assert.deepEqual(
    lines(),
    services.map((_, i) => `lan fd00::${i + 1}`),
  );
});

test('pipeline() names a network for a sweep by handshakes of one port that is below the trigger', () => {
  const { lines, report } = bench(undefined, 2);
  for (let i = 0; i < 20; i++)
    report(
      probe({
        source: address(`2001:db8:1:3::${i + 1}`),
        target: address(`2001:db8::${i + 10}`),
        time: 1e12 + i * 4000,
      }),
    );
  assert.equal(lines().indexOf('scan 2001:db8:1:3::/64'), 15);
});
