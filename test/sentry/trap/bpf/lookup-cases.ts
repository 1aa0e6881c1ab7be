/** Packets and what becomes of each, for every branch of the program: tried with the interpreter, and by the kernel itself. */
import { type Address, parseAddress } from '../../../../src/net/address.ts';
import { keyOfAddress } from '../../../../src/sentry/trap/memory/members.ts';
import type { Shared } from '../../../../src/sentry/trap/memory/shared.ts';
import { AF_INET, AF_INET6 } from '../../../../src/sys/abi.ts';

export interface Packet {
  readonly protocol: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly port: number;
  readonly ingress: number;
}

export interface Case {
  readonly name: string;
  readonly packet: Partial<Packet>;
  /** What was done before, beside what `prepare` does. */
  readonly before?: (shared: Pick<Shared, 'ports' | 'setInterfaces' | 'setOwn'>) => unknown;
  /** The key of the socket that gets it; undefined when it is passed. */
  readonly gets: number | undefined;
}

export const address = (text: string): Address => parseAddress(text) ?? [0, 0, 0, 0];
const keys = (...texts: string[]) => texts.map(text => keyOfAddress(address(text)));

/** The host of the cases: TCP 23 and UDP 161 are armed, interface 1 is loopback, and it has some addresses. */
export function prepare(shared: Pick<Shared, 'ports' | 'setInterfaces' | 'setOwn'>): void {
  for (let port = 0; port < 65_536; port++) {
    shared.ports.tcp.disarm(port);
    shared.ports.udp.disarm(port);
  }
  shared.ports.tcp.arm(23, 100n);
  shared.ports.udp.arm(161, 100n);
  shared.setInterfaces([1], true);
  shared.setOwn(keys('127.0.0.1', '::1', '192.0.2.10', 'fe80::10', '2001:db8::10'));
}

const usual: Packet = { protocol: 6, source: '203.0.113.7', sourcePort: 40_000, port: 23, ingress: 2 };
const [tcp4, tcp6, udp4, udp6] = [0, 1, 2, 3];
const udp = { protocol: 17, port: 161 };
const ipv6 = { source: '2001:db8::7' };

export const cases: readonly Case[] = [
  { name: 'a SYN over IPv4', packet: {}, gets: tcp4 },
  { name: 'a SYN over IPv6', packet: ipv6, gets: tcp6 },
  { name: 'a datagram over IPv4', packet: udp, gets: udp4 },
  { name: 'a datagram over IPv6', packet: { ...udp, ...ipv6 }, gets: udp6 },
  { name: 'a SYN to a port armed for UDP', packet: { port: 161 }, gets: undefined },
  { name: 'a datagram to a port armed for TCP', packet: { protocol: 17 }, gets: undefined },
  { name: 'another protocol', packet: { protocol: 136 }, gets: undefined },
  { name: 'a port that is not armed', packet: { port: 24 }, gets: undefined },
  {
    name: 'the last port',
    packet: { port: 65_535 },
    before: ({ ports }) => ports.tcp.arm(65_535, 1n),
    gets: tcp4,
  },
  {
    name: 'a port no longer armed',
    packet: {},
    before: ({ ports }) => ports.tcp.disarm(23),
    gets: undefined,
  },
  {
    name: 'the greatest time',
    packet: {},
    before: ({ ports }) => ports.tcp.arm(23, 2n ** 64n - 1n),
    gets: tcp4,
  },
  { name: 'a question of our own', packet: { sourcePort: 0 }, gets: undefined },
  { name: 'one over IPv6', packet: { ...ipv6, sourcePort: 0 }, gets: undefined },
  { name: 'source port 256, 1 in the other order', packet: { sourcePort: 256 }, gets: tcp4 },
  { name: 'by loopback', packet: { ingress: 1 }, gets: undefined },
  { name: 'a datagram by loopback', packet: { ...udp, ingress: 1 }, gets: undefined },
  {
    name: 'by loopback, which counts',
    packet: { ingress: 1 },
    before: shared => shared.setInterfaces([], true),
    gets: tcp4,
  },
  {
    name: 'by an interface that is named',
    packet: { ingress: 5 },
    before: shared => shared.setInterfaces([4, 5], false),
    gets: tcp4,
  },
  {
    name: 'by one that is not',
    packet: { ingress: 6 },
    before: shared => shared.setInterfaces([4, 5], false),
    gets: undefined,
  },
  {
    name: 'by an interface of a great number',
    packet: { ingress: 0x7fff_fff0 },
    before: shared => shared.setInterfaces([0x7fff_fff0], false),
    gets: tcp4,
  },
  {
    name: 'before anything was said',
    packet: { ingress: 2 },
    before: shared => shared.setInterfaces([], false),
    gets: undefined,
  },
  { name: 'from an own address', packet: { source: '192.0.2.10' }, gets: undefined },
  { name: 'from its neighbour', packet: { source: '192.0.2.11' }, gets: tcp4 },
  { name: 'from an own IPv6 address', packet: { source: '2001:db8::10' }, gets: undefined },
  { name: 'from an own address of the link', packet: { source: 'fe80::10' }, gets: undefined },
  { name: 'from one that differs in its first half', packet: { source: '2001:db9::10' }, gets: tcp6 },
  { name: 'from one that differs in its last byte', packet: { source: '2001:db8::11' }, gets: tcp6 },
  { name: 'from 127.0.0.1', packet: { source: '127.0.0.1' }, gets: undefined },
  { name: 'from 127.255.255.254', packet: { source: '127.255.255.254' }, gets: undefined },
  { name: 'from ::1', packet: { source: '::1' }, gets: undefined },
  { name: 'from 128.0.0.1', packet: { source: '128.0.0.1' }, gets: tcp4 },
  {
    name: 'from 127.0.0.1, which counts',
    packet: { source: '127.0.0.1' },
    before: shared => shared.setOwn([]),
    gets: tcp4,
  },
  {
    name: 'from the last of a thousand own addresses',
    packet: { source: '10.0.3.231' },
    before: shared =>
      shared.setOwn(keys(...Array.from({ length: 1000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`))),
    gets: undefined,
  },
  {
    name: 'from nobody of a thousand own addresses',
    packet: { source: '10.0.3.232' },
    before: shared =>
      shared.setOwn(keys(...Array.from({ length: 1000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`))),
    gets: tcp4,
  },
];

/** Cases of a port that was taken: what the hooks write, which only a test of the interpreter can write itself. */
export const takenCases: readonly (readonly [
  name: string,
  packet: Partial<Packet>,
  table: 'boundTcp' | 'boundUdp' | 'listened',
  time: bigint,
  gets: number | undefined,
])[] = [
  ['bound after it was armed', {}, 'boundTcp', 101n, undefined],
  ['bound at the very moment', {}, 'boundTcp', 100n, undefined],
  ['bound before, and free since', {}, 'boundTcp', 99n, tcp4],
  ['listened to after it was armed', {}, 'listened', 101n, undefined],
  ['listened to at the very moment', {}, 'listened', 100n, undefined],
  ['listened to before, and free since', {}, 'listened', 99n, tcp4],
  ['bound for UDP alone', {}, 'boundUdp', 101n, tcp4],
  ['a datagram to a port that was bound', udp, 'boundUdp', 101n, undefined],
  ['a datagram to a port that was bound before', udp, 'boundUdp', 99n, udp4],
  ['a datagram to a port that was bound for TCP', udp, 'boundTcp', 101n, udp4],
];

/** struct bpf_sk_lookup (linux/bpf.h), with its padding. */
export function contextOf(fields: Partial<Packet>): Uint8Array {
  const { protocol, source, sourcePort, port, ingress } = { ...usual, ...fields };
  const bytes = new Uint8Array(72);
  const view = new DataView(bytes.buffer);
  const words = address(source);
  const isIPv6 = source.includes(':');
  view.setUint32(8, isIPv6 ? AF_INET6 : AF_INET, true);
  view.setUint32(12, protocol, true);
  if (isIPv6) for (const [i, word] of words.entries()) view.setUint32(20 + 4 * i, word);
  else view.setUint32(16, words[3]);
  view.setUint16(36, sourcePort);
  view.setUint32(60, port, true);
  view.setUint32(64, ingress, true);
  return bytes;
}
