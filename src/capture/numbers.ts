/** Protocol numbers and offsets of the network layer that decoder and kernel filter share. */

/** EtherTypes, from linux/if_ether.h. */
export const etherTypeIPv4 = 0x0800;
export const etherTypeIPv6 = 0x86dd;
export const etherTypeVlan = 0x8100;
export const etherTypeQinQ = 0x88a8;
export const etherTypePppoe = 0x8864;

/** IANA's protocol numbers, and the IPv6 extension headers of RFC 8200, 4. */
export const protocolTcp = 6;
export const protocolUdp = 17;
export const hopByHop = 0;
export const routing = 43;
export const fragment = 44;
export const destinationOptions = 60;

/** RFC 791: flags and fragment offset share a word. */
export const moreFragmentsIPv4 = 0x2000;
export const fragmentOffsetIPv4 = 0x1fff;
/** RFC 8200, 4.5: the same word in the fragment header. */
export const moreFragmentsIPv6 = 1;
export const fragmentOffsetIPv6 = 0xfff8;

export const headerIPv6 = 40;
/** The flags are byte 13 of a TCP header, so this much of it must be there. */
export const flagsAt = 13;
export const tcpNeeded = flagsAt + 1;
export const headerUdp = 8;
/** A UDP header, and the least that a first fragment holds: the ports are in it. */
export const portsNeeded = headerUdp;

/** RFC 9293, 3.1. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;
/** The six flags that are older than ECN (RFC 3168). */
export const classicFlags = 0x3f;
