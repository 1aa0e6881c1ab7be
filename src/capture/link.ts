import { decodeNetwork } from './decode.ts';
import { etherTypeIPv4, etherTypeIPv6, etherTypePppoe, etherTypeQinQ, etherTypeVlan } from './numbers.ts';
import { type Packet, packetOutgoing } from './packet.ts';
import { type Inner, insidePpp, insidePppoe } from './ppp.ts';

/** Writes everything of the frame in bytes[start, end) but its time to `packet`, or returns false like decodeNetwork. */
export type Decode = (bytes: DataView, start: number, end: number, packet: Packet) => boolean;

/** The link types that can be read, by their numbers in a pcap (tcpdump.org/linktypes.html). */
const decoders: ReadonlyMap<number, Decode> = new Map([
  [0, decodeNull],
  [1, decodeEthernet],
  [9, decodePpp],
  [12, decodeRaw],
  [14, decodeRaw],
  [50, decodePpp],
  [51, decodePppoe],
  [101, decodeRaw],
  [108, decodeNull],
  [113, decodeCooked],
  [228, decodeRaw],
  [229, decodeRaw],
  [276, decodeCooked2],
]);

/**
 * The decoder of a link type. Undefined for a link type that carries no IP or that nobody has asked for yet.
 */
export const linkDecoder = (linkType: number): Decode | undefined => decoders.get(linkType);

/** Most tags that a frame may carry: 802.1ad has two. */
const maxTags = 4;

function decodeEthernet(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  if (end - start < 14) return false;
  // The lowest bit of the first byte stands for a group: multicast and broadcast.
  reset(packet, (bytes.getUint8(start) & 1) === 0, false, 0);
  return decodeTagged(bytes, bytes.getUint16(start + 12), start + 14, end, packet, insidePppoe);
}

/** Where no PPPoE is looked into, the interface of its PPP shows the same packets once more. */
function decodeTagged(
  bytes: DataView,
  first: number,
  start: number,
  end: number,
  packet: Packet,
  inside?: typeof insidePppoe,
): boolean {
  let etherType = first;
  let at = start;
  for (let i = 0; i < maxTags && (etherType === etherTypeVlan || etherType === etherTypeQinQ); i++) {
    if (at + 4 > end) return false;
    if (packet.vlan === 0) packet.vlan = bytes.getUint16(at) & 0xfff;
    etherType = bytes.getUint16(at + 2);
    at += 4;
  }
  if (etherType === etherTypePppoe) return decodeInner(bytes, inside?.(bytes, at, end), end, packet);
  return decodeNetwork(bytes, etherType, at, end, packet);
}

const decodeInner = (bytes: DataView, inner: Inner | undefined, end: number, packet: Packet): boolean =>
  inner !== undefined && decodeNetwork(bytes, inner.etherType, inner.start, end, packet);

/** LINKTYPE_PPP and LINKTYPE_PPP_HDLC. */
function decodePpp(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  reset(packet, true, false, 0);
  return decodeInner(bytes, insidePpp(bytes, start, end), end, packet);
}

/** LINKTYPE_PPP_ETHER: a PPPoE session without the header of Ethernet. */
function decodePppoe(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  reset(packet, true, false, 0);
  return decodeInner(bytes, insidePppoe(bytes, start, end), end, packet);
}

function decodeRaw(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  if (end - start < 1) return false;
  reset(packet, true, false, 0);
  const isIPv6 = bytes.getUint8(start) >>> 4 === 6;
  return decodeNetwork(bytes, isIPv6 ? etherTypeIPv6 : etherTypeIPv4, start, end, packet);
}

/** AF_INET is 2 everywhere; AF_INET6 is 10 on Linux, 24, 28 or 30 on the BSDs. The writer's byte order is unknown. */
function decodeNull(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  if (end - start < 4) return false;
  reset(packet, true, false, 0);
  const family = Math.min(bytes.getUint32(start), bytes.getUint32(start, true));
  if (family === 2) return decodeNetwork(bytes, etherTypeIPv4, start + 4, end, packet);
  if (![10, 24, 28, 30].includes(family)) return false;
  return decodeNetwork(bytes, etherTypeIPv6, start + 4, end, packet);
}

/** LINKTYPE_LINUX_SLL: packet type at 0, EtherType at 14; it does not tell the interface. */
function decodeCooked(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  if (end - start < 16) return false;
  const type = bytes.getUint16(start);
  reset(packet, type === 0, type === packetOutgoing, 0);
  return decodeTagged(bytes, bytes.getUint16(start + 14), start + 16, end, packet);
}

/** LINKTYPE_LINUX_SLL2: EtherType at 0, interface index at 4, packet type at 10. */
function decodeCooked2(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  if (end - start < 20) return false;
  const type = bytes.getUint8(start + 10);
  reset(packet, type === 0, type === packetOutgoing, bytes.getUint32(start + 4));
  return decodeTagged(bytes, bytes.getUint16(start), start + 20, end, packet);
}

function reset(packet: Packet, toUs: boolean, leaves: boolean, interfaceIndex: number): void {
  packet.toUs = toUs;
  packet.leaves = leaves;
  packet.interfaceIndex = interfaceIndex;
  packet.vlan = 0;
}
