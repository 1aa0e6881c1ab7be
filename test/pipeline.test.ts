import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Rules } from '../src/detect/rules.ts';
import { lanPortsOf } from '../src/detect/track/lan.ts';
import { createTracker } from '../src/detect/track/tracker.ts';
import { type Attached, nothingAttached } from '../src/detect/watch/attached.ts';
import type { Tally, Why } from '../src/log/line.ts';
import { parsePrefix } from '../src/net/address.ts';
import { prefixSet } from '../src/net/prefix-set.ts';
import { pipeline } from '../src/pipeline.ts';
import { address, anywhere, datagram, probe } from './detect/helpers.ts';
import { configWith } from './jails/fixtures.ts';

function bench(
  seen: readonly Why[] = ['below-trigger', 'protected', 'ignored'],
  isConnected?: Rules['spared']['isConnected'],
  attached = nothingAttached,
) {
  const setOf = (text: string) => prefixSet([parsePrefix(text) ?? assert.fail()]);
  const rules: Rules = {
    ...anywhere,
    attached,
    spared: {
      ignored: setOf('198.51.100.0/24'),
      own: setOf('192.0.2.10'),
      hosts: setOf('192.0.2.1'),
      isConnected,
    },
    trigger: { handshake: 1, packet: 4, window: 600_000 },
    prefixes: { ipv4: 0, ipv6: 0 },
    translators: prefixSet([]),
    lan: lanPortsOf(configWith()),
    seen: new Set(seen),
  };
  const lines: string[] = [];
  const tallies: string[] = [];
  const sink = {
    scan: () => {
      lines.push('scan');
    },
    seen: (_probe: unknown, { hits, ports }: Tally, why: Why) => {
      lines.push(why);
      tallies.push(`${hits} ${ports}`);
    },
    held: () => {},
  };
  const tracker = createTracker();
  return { lines, tallies, tracker, ...pipeline(rules, tracker, sink) };
}

test('pipeline() gives a ban-grade line to a stranger and observations to everybody spared', () => {
  const { lines, report } = bench();
  report(probe());
  report(probe({ source: address('198.51.100.9') }));
  report(probe({ source: address('192.0.2.10') }));
  report(datagram({ source: address('203.0.113.9') }));
  assert.deepEqual(lines, ['scan', 'ignored', 'protected', 'below-trigger']);
});

test('pipeline() is silent about observations that nobody wants', () => {
  const { lines, counters, report } = bench(['protected']);
  report(datagram());
  report(probe({ source: address('198.51.100.9') }));
  assert.deepEqual(lines, []);
  assert.equal(counters.quiet, 2);
});

test('pipeline() never gives a ban-grade line to the ignored or to this host, whatever comes', () => {
  const source = fc.constantFrom('198.51.100.7', '::ffff:198.51.100.8', '192.0.2.10').map(address);
  const step = fc.record({ source, port: fc.nat(65535), handshake: fc.boolean(), gap: fc.nat(100_000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const { lines, report } = bench();
      let time = 0;
      for (const { source, port, handshake, gap } of steps) {
        time += gap;
        report(handshake ? probe({ source, port, time }) : datagram({ source, port, time }));
      }
      assert.ok(!lines.includes('scan'));
    }),
  );
});

test('pipeline() writes what says nothing of its source, and holds it against nobody', () => {
  const attached: Attached = { where: (_source, device) => (device === 2 ? 'elsewhere' : 'here') };
  for (const idle of [{ device: 2 }, { device: 3, isAnswer: true }, { isAnswer: true }]) {
    const { lines, tallies, counters, tracker, report } = bench(undefined, undefined, attached);
    for (let port = 1; port <= 50; port++) report(datagram({ port, ...idle }));
    assert.deepEqual(lines, ['below-trigger']);
    assert.deepEqual(tallies, ['1 1']);
    assert.deepEqual([counters.probes, counters.seen, counters.quiet, tracker.sources()], [50, 1, 49, 0]);
    // One honest mistake more is one port, and four of them are four.
    for (let port = 1; port <= 4; port++) report(datagram({ port, device: 3 }));
    assert.deepEqual(lines, ['below-trigger', 'scan']);
    report(datagram({ source: address('192.0.2.1'), ...idle }));
    assert.deepEqual(lines, ['below-trigger', 'scan', 'protected']);
  }
});

test('pipeline() takes a finished handshake for one, by whatever interface it came', () => {
  const { lines, report } = bench(undefined, undefined, { where: () => 'elsewhere' });
  report(probe({ device: 2 }));
  assert.deepEqual(lines, ['scan']);
});

test('pipeline() neither counts nor writes what is no probe', () => {
  const { lines, counters, report } = bench();
  for (const text of ['255.255.255.255', '224.0.0.1', '0.0.0.0', '240.1.2.3'])
    for (let port = 1; port <= 5; port++) report(datagram({ source: address(text), port }));
  assert.deepEqual([lines, counters.probes], [[], 0]);
});

test('pipeline() counts every probe once', () => {
  const { counters, report } = bench();
  for (let i = 0; i < 100; i++)
    report(i % 3 === 0 ? probe({ time: i * 500 }) : datagram({ time: i * 500, port: i }));
  const { probes, scan, seen, repeat, flood, quiet, waiting } = counters;
  assert.equal(probes, 100);
  assert.equal(scan + seen + repeat + flood + quiet + waiting, 100);
  assert.ok(scan > 0 && repeat > 0);
});

test('pipeline() asks whether a host is connected only when packets are about to make a scan', () => {
  let asked = 0;
  const { lines, report } = bench(undefined, () => ++asked > 0);
  for (let port = 1; port <= 3; port++) report(datagram({ port }));
  report(datagram({ source: address('192.0.2.1'), port: 4 }));
  assert.equal(asked, 0);
  report(datagram({ port: 4 }));
  assert.equal(asked, 1);
  report(probe());
  assert.equal(asked, 1);
  assert.deepEqual(lines, ['below-trigger', 'protected', 'protected', 'scan']);
});

test('pipeline() says lan of a machine of the LAN, at most once a minute, and names it at its third service', () => {
  const { lines, tallies, report } = bench(['below-trigger', 'lan']);
  const at = (port: number, i: number) =>
    probe({ source: address('10.4.5.6'), port, time: 1.8e12 + i * 61_000 });
  [445, 139, 3389, 5432].map(at).forEach(report);
  assert.deepEqual(lines, ['lan', 'lan', 'lan', 'scan']);
  assert.deepEqual(tallies, ['1 1', '2 2', '3 3']);
});
