import type { Kind } from '../../../src/probe.ts';
import type { Shape } from '../../capture/frames.ts';

/** Where a probe goes; the addresses are those that `matrix.test.ts` gives the watched host. */
export const targets = {
  ipv4: '10.99.0.1',
  second: '10.99.0.10',
  vip: '10.99.9.9',
  ipv6: 'fd99::1',
} as const;
type Target = keyof typeof targets;

/** One row of the matrix: one probe of one port. */
export interface Row {
  readonly name: string;
  readonly kind: Kind;
  /** Options of the real tool, or the shape of a packet that no tool makes. */
  readonly how: { nmap: string } | { hping3: string } | { packet: Shape };
  readonly to?: Target;
}

const nmap = (name: string, options: string, kind: Kind, to?: Target): Row => ({
  name: `nmap ${name}`,
  how: { nmap: options },
  kind,
  ...(to === undefined ? {} : { to }),
});
const hping3 = (name: string, options: string, kind: Kind): Row => ({
  name: `hping3 ${name}`,
  how: { hping3: options },
  kind,
});
const packet = (name: string, shape: Shape, kind: Kind = 'syn'): Row => ({
  name,
  how: { packet: shape },
  kind,
  to: 'ipv6',
});

/** Section 2.1 of the study of Portsentry: what either version sees, and what neither does. */
export const rows: readonly Row[] = [
  nmap('-sS', '-sS', 'syn'),
  nmap('-sF', '-sF', 'fin'),
  nmap('-sN', '-sN', 'null'),
  nmap('-sX', '-sX', 'xmas'),
  nmap('-sA', '-sA', 'ack'),
  nmap('-sW', '-sW', 'ack'),
  nmap('-sM', '-sM', 'maimon'),
  nmap('-f: fragments of 8 bytes', '-sS -f', 'frag'),
  nmap('--mtu 24: all of the header in the first fragment', '-sS --mtu 24', 'syn'),
  nmap('--badsum: a wrong checksum', '-sS --badsum', 'syn'),
  nmap('--ip-options: record route', '-sS --ip-options R', 'syn'),
  nmap('--scanflags SYNFIN', '-sS --scanflags SYNFIN', 'odd'),
  nmap('--scanflags SYNURG', '-sS --scanflags SYNURG', 'odd'),
  nmap('--scanflags PSH', '-sS --scanflags PSH', 'odd'),
  nmap('--scanflags URG', '-sS --scanflags URG', 'odd'),
  nmap('--scanflags SYNECECWR', '-sS --scanflags SYNECECWR', 'syn'),
  nmap('--scanflags SYNECE', '-sS --scanflags SYNECE', 'syn'),
  nmap('-g 53: from a port of DNS', '-sS -g 53', 'syn'),
  nmap('-sU', '-sU', 'udp'),
  nmap('-sU --data-length 40', '-sU --data-length 40', 'udp'),
  nmap('-sS to the second address', '-sS', 'syn', 'second'),
  nmap('-sU to the second address', '-sU', 'udp', 'second'),
  nmap('-sS to the address on lo', '-sS', 'syn', 'vip'),
  nmap('-6 -sS', '-6 -sS', 'syn', 'ipv6'),
  nmap('-6 -sF', '-6 -sF', 'fin', 'ipv6'),
  nmap('-6 -sN', '-6 -sN', 'null', 'ipv6'),
  nmap('-6 -sX', '-6 -sX', 'xmas', 'ipv6'),
  nmap('-6 -sA', '-6 -sA', 'ack', 'ipv6'),
  nmap('-6 -sM', '-6 -sM', 'maimon', 'ipv6'),
  nmap('-6 -sU', '-6 -sU', 'udp', 'ipv6'),
  hping3('-S: SYN', '-S', 'syn'),
  hping3('-X -Y: the bits of ECN alone', '-X -Y', 'odd'),
  hping3('-2: UDP without content', '-2', 'udp'),
  hping3('-2 -f: UDP in fragments', '-2 -d 40 -f', 'udp'),
  hping3('-A: bare ACK', '-A', 'ack'),
  packet('IPv6 SYN behind destination options', { chain: [{ kind: 60, length: 0 }] }),
  packet('IPv6 SYN behind hop-by-hop options', { chain: [{ kind: 0, length: 0 }] }),
  packet('IPv6 SYN behind an atomic fragment header', { chain: [{ kind: 44, length: 0 }] }),
  packet('IPv6 SYN behind three headers', {
    chain: [
      { kind: 0, length: 0 },
      { kind: 60, length: 1 },
      { kind: 44, length: 0 },
    ],
  }),
  packet('IPv6 SYN behind six headers', {
    chain: Array.from({ length: 6 }, () => ({ kind: 60, length: 0 })),
  }),
  packet('IPv6 FIN behind destination options', { flags: 1, chain: [{ kind: 60, length: 0 }] }, 'fin'),
  packet('IPv6 UDP behind destination options', { protocol: 17, chain: [{ kind: 60, length: 0 }] }, 'udp'),
];
