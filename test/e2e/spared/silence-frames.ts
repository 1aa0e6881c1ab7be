import { ipv6, type Shape } from '../../capture/frames.ts';
import { packetBetween } from '../packets/frames.ts';

/** Packets that are no probes, each with the MAC address that it goes to when that is not the host's. */
export interface Quiet {
  readonly name: string;
  readonly packet: Uint8Array;
  readonly mac?: string;
}

const [from, to, from6, to6] = ['10.99.0.2', '10.99.0.1', 'fd99::2', 'fd99::1'];
const udp = { protocol: 17, port: 69, size: 30 } as const;
/** Eight bytes on: what follows is data, whatever it looks like. */
const later = { kind: 44, length: 0, word: 8 } as const;

const over4 = (name: string, shape: Shape, target = to): Quiet => ({
  name,
  packet: packetBetween(from, target, shape),
});
const over6 = (name: string, shape: Shape, target = to6): Quiet => ({
  name,
  packet: packetBetween(from6, target, shape),
});
const at = (mac: string, quiet: Quiet): Quiet => ({ ...quiet, mac });
const everybody = 'ff:ff:ff:ff:ff:ff';

export const quiets: readonly Quiet[] = [
  over4('a second fragment like a SYN', { fragment: 1 }),
  over4('a middle fragment like a SYN', { fragment: 0x2001 }),
  over4('a second fragment like a datagram', { ...udp, fragment: 185 }),
  over6('an IPv6 second fragment like a SYN', { chain: [later] }),
  over6('an IPv6 second fragment like a datagram', { ...udp, chain: [later] }),
  over4('a SYN to port 0', { port: 0 }),
  over4('a datagram to port 0', { ...udp, port: 0 }),
  over6('an IPv6 SYN to port 0', { port: 0 }),
  ...[0x04, 0x14, 0x12, 0x18, 0x52, 0x19].flatMap(flags => [
    over4(`TCP with the flags ${flags.toString(2)}`, { flags }),
    over6(`IPv6 TCP with the flags ${flags.toString(2)}`, { flags }),
  ]),
  over4('SCTP', { protocol: 132 }),
  over4('ICMP', { protocol: 1 }),
  over6('an IPv6 packet without content', { protocol: 59 }),
  over4('a packet that is cut short', { size: 4 }),
  { name: 'an IPv6 chain that never ends', packet: endless() },
  at(everybody, over4('a datagram to the broadcast address', udp, '10.99.0.255')),
  at(everybody, over4('a datagram to 255.255.255.255', udp, '255.255.255.255')),
  at('01:00:5e:00:00:01', over4('a multicast datagram', udp, '224.0.0.1')),
  at('33:33:00:00:00:01', over6('an IPv6 multicast datagram', udp, 'ff02::1')),
  over4('a datagram to the broadcast address, to our MAC alone', udp, '10.99.0.255'),
  over4('a datagram to a multicast address, to our MAC alone', udp, '224.0.0.1'),
  at(everybody, over4('a SYN in a broadcast frame', {})),
  at('02:00:00:00:00:99', over4('a SYN for another MAC', {})),
  over4('a SYN for an address that is not ours', {}, '10.99.0.77'),
];

function endless(): Uint8Array {
  const packet = ipv6({ chain: Array.from({ length: 30 }, () => ({ kind: 60, length: 0 })) });
  packet.set(packetBetween(from6, to6).subarray(8, 40), 8);
  // To its last byte: each header says that another one follows.
  for (let at = 40; at < packet.length; at++) packet[at] = at % 8 === 0 ? 60 : 0;
  return packet;
}
