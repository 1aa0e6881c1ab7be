import { isAnswer } from './answer/answer.ts';
import { decodePlain, writeIPv4 } from './decode-plain.ts';
import * as ip from './numbers.ts';
import type { Packet } from './packet.ts';

/**
 * More extension headers than these nobody has a use for. They are walked to the end all the same, since Linux delivers
 * what stands behind them, however many they are; the kernel's filter walks four and passes on what has more.
 */
const fewExtensions = 16;

/**
 * Writes addresses, ports and flags of the TCP or UDP packet in bytes[start, end) to `packet`. False when it is
 * neither, a later fragment, cut short, or not well formed; `packet` then holds nothing of use. Never throws, whatever
 * the bytes; reads nothing outside of them.
 * @param etherType what the link layer says it is: 0x0800 IPv4 (RFC 791), 0x86dd IPv6 (RFC 8200)
 */
export function decodeNetwork(
  bytes: DataView,
  etherType: number,
  start: number,
  end: number,
  packet: Packet,
): boolean {
  if (etherType === ip.etherTypeIPv4)
    return decodePlain(bytes, start, end, packet) || decodeIPv4(bytes, start, end, packet);
  if (etherType === ip.etherTypeIPv6) return decodeIPv6(bytes, start, end, packet);
  return false;
}

function decodeIPv4(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  if (end - start < 20) return false;
  const first = bytes.getUint8(start);
  if (first < 0x45 || first > 0x4f) return false;
  const fragment = bytes.getUint16(start + 6);
  if ((fragment & ip.fragmentOffsetIPv4) !== 0) return false;
  const header = (first & 15) * 4;
  // Ethernet pads short frames: the packet ends where its header says, or a fragment's flags would be padding.
  const size = bytes.getUint16(start + 2) - header;
  const isFragment = (fragment & ip.moreFragmentsIPv4) !== 0;
  const at = start + header;
  if (!decodeTransport(bytes, bytes.getUint8(start + 9), at, end, size, isFragment, packet)) return false;
  packet.isDeep = false;
  writeIPv4(packet.source, bytes.getUint32(start + 12));
  writeIPv4(packet.target, bytes.getUint32(start + 16));
  return true;
}

function decodeIPv6(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  if (end - start < ip.headerIPv6 || bytes.getUint8(start) >>> 4 !== 6) return false;
  const packetEnd = start + ip.headerIPv6 + bytes.getUint16(start + 4);
  let next = bytes.getUint8(start + 6);
  let at = start + ip.headerIPv6;
  let isFragment = false;
  let extensions = 0;
  for (; isExtension(next); extensions++) {
    if (at + ip.portsNeeded > end) return false;
    if (next === ip.fragment) {
      const word = bytes.getUint16(at + 2);
      if ((word & ip.fragmentOffsetIPv6) !== 0) return false;
      if ((word & ip.moreFragmentsIPv6) !== 0) isFragment = true;
    }
    const size = next === ip.fragment ? 8 : (bytes.getUint8(at + 1) + 1) * 8;
    next = bytes.getUint8(at);
    at += size;
  }
  if (!decodeTransport(bytes, next, at, end, packetEnd - at, isFragment, packet)) return false;
  packet.isDeep = extensions > fewExtensions;
  writeIPv6(packet.source, bytes, start + 8);
  writeIPv6(packet.target, bytes, start + 24);
  return true;
}

const isExtension = (next: number): boolean =>
  next === ip.hopByHop || next === ip.routing || next === ip.fragment || next === ip.destinationOptions;

/** `size` is what the headers promise, `end` what was captured; either may be the shorter one. */
function decodeTransport(
  bytes: DataView,
  protocol: number,
  at: number,
  end: number,
  size: number,
  isFragment: boolean,
  packet: Packet,
): boolean {
  if (protocol !== ip.protocolTcp && protocol !== ip.protocolUdp) return false;
  const isTcp = protocol === ip.protocolTcp;
  const hasFlags = isTcp && !(isFragment && size < ip.tcpNeeded);
  const needed = hasFlags ? ip.tcpNeeded : ip.portsNeeded;
  if (size < needed || at + needed > end) return false;
  packet.protocol = isTcp ? 'tcp' : 'udp';
  packet.sourcePort = bytes.getUint16(at);
  packet.port = bytes.getUint16(at + 2);
  packet.flags = hasFlags ? bytes.getUint8(at + ip.flagsAt) : -1;
  packet.isAnswer = !isTcp && hasAnswer(bytes, at, Math.min(end, at + size), size, isFragment);
  return true;
}

/** UDP's own length counts its header and agrees with that of the packet; a first fragment has less (RFC 768). */
function hasAnswer(bytes: DataView, at: number, end: number, size: number, isFragment: boolean): boolean {
  const length = bytes.getUint16(at + 4);
  if (isFragment ? length <= size : length !== size) return false;
  return isAnswer(bytes.getUint16(at), bytes, at + ip.headerUdp, end, length - ip.headerUdp);
}

function writeIPv6(words: Packet['source'], bytes: DataView, at: number): void {
  words[0] = bytes.getUint32(at);
  words[1] = bytes.getUint32(at + 4);
  words[2] = bytes.getUint32(at + 8);
  words[3] = bytes.getUint32(at + 12);
}
