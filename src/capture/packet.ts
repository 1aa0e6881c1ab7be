/** What the kernel calls a packet that this host sends (PACKET_OUTGOING of linux/if_packet.h); 0 is one for this host. */
export const packetOutgoing = 4;

/** An address that is written over; who keeps it copies it. */
type Words = [number, number, number, number];

/**
 * What was seen of one packet. A source has a single one and writes it anew for each packet, addresses included, so
 * that a storm makes no garbage: take out what you need before the callback returns, copy what you keep.
 */
export interface Packet {
  /** Milliseconds since the epoch, with a fraction, from the one that saw the packet. */
  time: number;
  /** Index of the interface that it came in on, 0 where a capture file does not say. */
  interfaceIndex: number;
  /** Rewritten in place, like `target`. Fits an Address, IPv4 in its mapped form. */
  readonly source: Words;
  readonly target: Words;
  protocol: 'tcp' | 'udp';
  sourcePort: number;
  port: number;
  /** The byte of the TCP flags (RFC 9293, 3.1), or -1 for UDP and for a first fragment too short to hold it. */
  flags: number;
  /** Behind so many extension headers that they can only be meant to hide it. */
  isDeep: boolean;
  /** A datagram that is a whole answer of a name or time server, by its content. */
  isAnswer: boolean;
  /** The link layer carried it to this host alone: no broadcast, no multicast, not overheard, not sent by us. */
  toUs: boolean;
  /** It leaves this host: `source` is where it comes from, `interfaceIndex` where it goes out. */
  leaves: boolean;
  /** The outermost VLAN id other than 0 that the frame still carries, else 0. */
  vlan: number;
}

export const createPacket = (): Packet => ({
  time: 0,
  interfaceIndex: 0,
  source: [0, 0, 0, 0],
  target: [0, 0, 0, 0],
  protocol: 'tcp',
  sourcePort: 0,
  port: 0,
  flags: -1,
  isDeep: false,
  isAnswer: false,
  toUs: true,
  leaves: false,
  vlan: 0,
});
