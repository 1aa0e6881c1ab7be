import fc from 'fast-check';
import type { Watch } from '../../src/capture/filter/watch.ts';
import type { PortRange } from '../../src/net/ports.ts';
import { ipv4, ipv4Type, ipv6, ipv6Type, type Shape } from './frames.ts';

const port = fc.nat(65535);
const ranges = (max: number): fc.Arbitrary<PortRange[]> =>
  fc.array(
    fc.oneof(
      port.map((first): PortRange => [first, first]),
      fc.tuple(port, fc.nat(300)).map(([first, more]): PortRange => [first, Math.min(65535, first + more)]),
    ),
    { maxLength: max },
  );

/** Watches of up to `max` ranges for each protocol, in any order and overlapping. */
export const watches = (max: number): fc.Arbitrary<Watch> =>
  fc.record({ tcp: ranges(max), udp: ranges(max), late: ranges(max) });

/** A port on or beside an edge of the watch more often than not. */
export const portNear = ({ tcp, udp, late }: Watch): fc.Arbitrary<number> => {
  const edges = [...tcp, ...udp, ...late].flatMap(([first, last]) => [first - 1, first, last, last + 1]);
  const valid = edges.filter(edge => edge >= 0 && edge <= 65535);
  return valid.length === 0 ? port : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...valid) }, port);
};

const extension = fc.record({
  kind: fc.constantFrom(0, 43, 44, 60),
  length: fc.oneof(fc.constant(0), fc.nat(3)),
  word: fc.oneof(fc.constantFrom(0, 1, 8), fc.nat(65535)),
});

const shape = (ports: fc.Arbitrary<number>): fc.Arbitrary<Shape> =>
  fc.record({
    protocol: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(6, 17) }, fc.nat(255)),
    port: ports,
    sourcePort: fc.oneof(fc.constant(40_000), ports),
    flags: fc.oneof(fc.constantFrom(0, 1, 2, 0x10, 0x11, 0x12, 0x14, 0x29, 0xc2), fc.nat(255)),
    size: fc.oneof(fc.constantFrom(20, 8, 13, 14), fc.nat(40)),
    fragment: fc.oneof(fc.constantFrom(0, 0x2000, 0x4000, 1), fc.nat(65535)),
    options: fc.oneof(fc.constant(0), fc.nat(10)),
    chain: fc.array(extension, { maxLength: 6 }),
    padding: fc.oneof(fc.constant(0), fc.nat(30)),
  });

const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, arbitrary);

/** A packet near the watched ports, some with a byte changed or the end cut off. */
export const packets = (watch: Watch): fc.Arbitrary<{ etherType: number; bytes: Uint8Array }> =>
  fc
    .record({
      shape: shape(portNear(watch)),
      isIPv6: fc.boolean(),
      change: seldom(fc.record({ at: fc.nat(70), to: fc.nat(255) })),
      cut: seldom(fc.nat(80)),
    })
    .map(({ shape, isIPv6, change, cut }) => {
      const whole = isIPv6 ? ipv6(shape) : ipv4(shape);
      if (change !== null) whole.fill(change.to, change.at, change.at + 1);
      return { etherType: isIPv6 ? ipv6Type : ipv4Type, bytes: cut === null ? whole : whole.slice(0, cut) };
    });
