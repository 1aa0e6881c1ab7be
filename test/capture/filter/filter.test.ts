import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeNetwork } from '../../../src/capture/decode.ts';
import { buildWithin, defaultBudget } from '../../../src/capture/filter/filter.ts';
import type { Watch } from '../../../src/capture/filter/watch.ts';
import { packetOutgoing } from '../../../src/capture/packet.ts';
import { portsOf } from '../../../src/net/ports.ts';
import { sized } from '../../support/long.ts';
import { packets, portNear, watches } from '../arbitrary.ts';
import { blank, ipv4, ipv4Type, ipv6, ipv6Type, type Shape, viewOf } from '../frames.ts';
import { interpret, readsOnlyWritten } from '../interpreter.ts';
import { mayPass } from '../model.ts';

const toHost = { packetType: 0, vlanTag: 0 };
const fromHost = { packetType: packetOutgoing, vlanTag: 0 };
const unlimited = 60_000;

const scattered = (count: number, step: number): [number, number][] =>
  Array.from({ length: count }, (_, i) => [1 + i * step, 1 + i * step]);

test('buildWithin() makes a filter that agrees with the decoder and a slow model on any packet', () => {
  const passed = { in: 0, out: 0 };
  const cases = watches(40).chain(watch =>
    fc.record({
      watch: fc.constant(watch),
      some: fc.array(packets(watch), { minLength: 10, maxLength: 10 }),
    }),
  );
  const property = fc.property(cases, ({ watch, some }) => {
    const filter = buildWithin(watch, unlimited);
    assert.ok(readsOnlyWritten(filter.program));
    for (const { etherType, bytes } of some) {
      for (const leaves of [false, true]) {
        const beside = leaves ? fromHost : toHost;
        const { accepted } = interpret(filter.program, bytes, { etherType, ...beside });
        const packet = Object.assign(blank(), { leaves, toUs: !leaves });
        const isDecoded = decodeNetwork(viewOf(bytes), etherType, 0, bytes.length, packet);
        const isWanted = isDecoded && filter.matches(packet);
        const expected = mayPass(watch, etherType, [...bytes], leaves);
        // Behind more extension headers than the kernel walks, only the decoder can tell.
        if (expected === 'deep') {
          assert.ok(accepted > 0 || !isWanted);
          continue;
        }
        assert.equal(accepted > 0, expected, 'the filter and the model');
        // The decoder walks farther, and of what leaves that is nobody's question and nobody's answer.
        if (!leaves || expected) assert.equal(isWanted, expected, 'the decoder and the model');
        if (expected) passed[leaves ? 'out' : 'in']++;
      }
    }
  });
  fc.assert(property, { numRuns: sized(2_000, 50_000) });
  const { in: arrived, out: left } = passed;
  assert.ok(arrived > 300 && left > 100, `${arrived} and ${left} passed, so the agreement means something`);
});

test('buildWithin() lets through all that it must when the ports do not fit', () => {
  const watch: Watch = { tcp: scattered(1500, 7), udp: scattered(1500, 11), late: scattered(20, 900) };
  const filter = buildWithin(watch);
  assert.ok(filter.count <= defaultBudget && filter.count > 0.9 * defaultBudget, `${filter.count} fit`);
  const cases = fc.tuple(portNear(watch), fc.constantFrom(6, 17));
  fc.assert(
    fc.property(cases, ([port, protocol]) => {
      const bytes = ipv4({ port, protocol });
      const packet = blank();
      assert.ok(decodeNetwork(viewOf(bytes), ipv4Type, 0, bytes.length, packet));
      const { accepted } = interpret(filter.program, bytes, { etherType: ipv4Type, ...toHost });
      assert.equal(filter.matches(packet), mayPass(watch, ipv4Type, [...bytes]));
      if (filter.matches(packet)) assert.ok(accepted > 0);
    }),
    { numRuns: sized(3_000, 50_000) },
  );
});

test('buildWithin() watches exactly the given ports, whatever their number', () => {
  for (const count of [0, 1, 16, 17, 33, 300, 2000]) {
    const filter = buildWithin({ tcp: scattered(count, 30), udp: [], late: [] }, unlimited);
    const seen: number[] = [];
    for (let port = 0; port < 65536; port++) {
      const bytes = ipv4({ port });
      if (interpret(filter.program, bytes, { etherType: ipv4Type, ...toHost }).accepted > 0) seen.push(port);
    }
    assert.deepEqual(
      seen,
      scattered(count, 30).map(([port]) => port),
    );
  }
});

test('buildWithin() drops what is not for this host alone, and frames with a VLAN tag', () => {
  const { program } = buildWithin({ tcp: [[23, 23]], udp: [[23, 23]], late: [] });
  const passes = (packetType: number, vlanTag: number, shape: Shape = {}): boolean =>
    interpret(program, ipv4(shape), { etherType: ipv4Type, packetType, vlanTag }).accepted > 0;
  const chain = new Array(5).fill({ kind: 60, length: 0 });
  const deep = (packetType: number, vlanTag: number): boolean =>
    interpret(program, ipv6({ chain }), { etherType: ipv6Type, packetType, vlanTag }).accepted > 0;
  for (const seen of [passes, deep, (a: number, b: number) => passes(a, b, { protocol: 17 })]) {
    assert.deepEqual(
      [0, 1, 2, 3, 4].map(type => seen(type, 0)),
      [true, false, false, false, false],
    );
    assert.ok(!seen(0, 7));
    assert.ok(seen(0, 0xe000), 'a priority tag names no VLAN');
  }
});

test('buildWithin() lets nothing leave but SYN, SYN-ACK and datagrams from watched ports', () => {
  const { program, matches } = buildWithin({ tcp: [[23, 23]], udp: [[53, 53]], late: [[23, 23]] });
  const shapes: [Shape, boolean][] = [
    ...[0x02, 0x12, 0xc2, 0x52].map((flags): [Shape, boolean] => [{ sourcePort: 23, flags }, true]),
    ...[0x00, 0x01, 0x03, 0x04, 0x10, 0x11, 0x13, 0x14, 0x16, 0x18, 0x1a, 0x29].map(
      (flags): [Shape, boolean] => [{ sourcePort: 23, flags }, false],
    ),
    [{ sourcePort: 24, port: 23, flags: 0x02 }, false],
    [{ sourcePort: 24, port: 23, flags: 0x12 }, false],
    [{ sourcePort: 23, flags: 0x12, fragment: 1 }, false],
    [{ sourcePort: 23, flags: 0x02, fragment: 0x2000, size: 8 }, false],
    [{ protocol: 17, sourcePort: 53 }, true],
    [{ protocol: 17, sourcePort: 54, port: 53 }, false],
    [{ protocol: 17, sourcePort: 23, port: 53 }, false],
  ];
  for (const [make, etherType] of [
    [ipv4, ipv4Type],
    [ipv6, ipv6Type],
  ] as const) {
    for (const [{ fragment = 0, ...shape }, expected] of shapes) {
      const later = { kind: 44, length: 0, word: fragment === 1 ? 8 : 1 };
      const bytes = make(fragment === 0 ? shape : { ...shape, fragment, chain: [later] });
      const { accepted } = interpret(program, bytes, { etherType, ...fromHost });
      const packet = Object.assign(blank(), { leaves: true, toUs: false });
      const isWanted = decodeNetwork(viewOf(bytes), etherType, 0, bytes.length, packet) && matches(packet);
      assert.deepEqual([accepted > 0, isWanted], [expected, expected], JSON.stringify(shape));
      const tagged = interpret(program, bytes, { etherType, ...fromHost, vlanTag: 7 });
      assert.equal(tagged.accepted, 0, 'the device of the VLAN shows it');
    }
  }
});

test('buildWithin() copies what the decoder reads, and of the content only the beginning of what may be an answer', () => {
  const { program } = buildWithin({ tcp: [[23, 23]], udp: [[53, 53]], late: [] });
  const copied = (bytes: Uint8Array, etherType: number): number =>
    interpret(program, bytes, { etherType, ...toHost }).accepted;
  assert.equal(copied(ipv4({ protocol: 17, port: 53, size: 1400 }), ipv4Type), 40);
  for (const sourcePort of [53, 123]) {
    const datagram = { protocol: 17, port: 53, size: 1400, sourcePort };
    assert.equal(copied(ipv4(datagram), ipv4Type), 20 + 8 + 512);
    assert.equal(copied(ipv4({ ...datagram, options: 10 }), ipv4Type), 60 + 8 + 512);
    assert.equal(copied(ipv6(datagram), ipv6Type), 40 + 8 + 512);
    assert.equal(copied(ipv4({ sourcePort }), ipv4Type), 40, 'TCP has none');
    assert.equal(copied(ipv4({ ...datagram, port: 54 }), ipv4Type), 0);
  }
  assert.equal(copied(ipv4({ options: 10 }), ipv4Type), 80);
  assert.equal(copied(ipv6({ chain: [{ kind: 0, length: 1 }] }), ipv6Type), 76);
});

test('buildWithin() refuses bulk TCP in 14 steps at most, with 1000 ports watched', () => {
  const { program } = buildWithin({ tcp: scattered(1000, 60), udp: [], late: [] });
  for (const [bytes, etherType] of [
    [ipv4({ flags: 0x10 }), ipv4Type],
    [ipv4({ flags: 0x18 }), ipv4Type],
    [ipv6({ flags: 0x10 }), ipv6Type],
  ] as const) {
    for (const beside of [toHost, fromHost]) {
      const { accepted, steps } = interpret(program, bytes, { etherType, ...beside });
      assert.equal(accepted, 0);
      assert.ok(steps <= 14, `${steps} steps`);
    }
  }
});

test('buildWithin() keeps the connections of a service in the kernel, however scattered the ports are', () => {
  const late = [[1, 442] as const, [444, 1023] as const];
  const watches = [
    { tcp: late, udp: [] },
    { tcp: scattered(1500, 7), udp: scattered(1500, 11) },
  ];
  for (const watch of watches) {
    const { program, matches } = buildWithin({ ...watch, late });
    const passes = (port: number, flags: number): boolean[] => {
      const bytes = ipv4({ port, flags });
      const packet = blank();
      assert.ok(decodeNetwork(viewOf(bytes), ipv4Type, 0, bytes.length, packet));
      return [
        interpret(program, bytes, { etherType: ipv4Type, ...toHost }).accepted > 0,
        matches({ ...packet, toUs: true }),
      ];
    };
    for (const flags of [0x10, 0x11]) {
      assert.deepEqual(passes(443, flags), [false, false]);
      assert.deepEqual(
        [passes(442, flags), passes(444, flags)],
        [
          [true, true],
          [true, true],
        ],
      );
    }
  }
});

test('buildWithin() stays small for the usual sets', () => {
  const all = [[1, 1023] as const];
  const below = { tcp: all, udp: all, late: all };
  assert.ok(buildWithin(below).count < 310, `${buildWithin(below).count}`);
  const list = portsOf('1-1023,1-65535').map(port => [port, port] as const);
  assert.equal(buildWithin({ tcp: list, udp: list, late: list }).count, buildWithin(below).count);
});
