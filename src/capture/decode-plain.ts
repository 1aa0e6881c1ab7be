import * as ip from './numbers.ts';
import type { Packet } from './packet.ts';

/** An IPv4 header without options (RFC 791, 3.1), and as much of TCP's as is asked for. */
const header = 20;
const needed = header + ip.tcpNeeded;
const versionAndHeader = 0x45;

/**
 * Decodes what a flood is made of, TCP in IPv4 with neither options nor fragments, by few reads: half the cost of the
 * long way. False for everything else, whatever it is; `packet` is then untouched.
 */
export function decodePlain(bytes: DataView, start: number, end: number, packet: Packet): boolean {
  if (end - start < needed || !isPlain(bytes, start)) return false;
  writeIPv4(packet.source, bytes.getUint32(start + 12));
  writeIPv4(packet.target, bytes.getUint32(start + 16));
  const ports = bytes.getUint32(start + header);
  packet.protocol = 'tcp';
  packet.sourcePort = ports >>> 16;
  packet.port = ports & 0xffff;
  packet.flags = bytes.getUint8(start + header + ip.flagsAt);
  packet.isDeep = false;
  packet.isAnswer = false;
  return true;
}

function isPlain(bytes: DataView, start: number): boolean {
  const first = bytes.getUint32(start);
  return (
    first >>> 24 === versionAndHeader &&
    (first & 0xffff) >= needed &&
    bytes.getUint8(start + 9) === ip.protocolTcp &&
    (bytes.getUint16(start + 6) & (ip.moreFragmentsIPv4 | ip.fragmentOffsetIPv4)) === 0
  );
}

/** In its mapped form. */
export function writeIPv4(words: Packet['source'], word: number): void {
  words[0] = 0;
  words[1] = 0;
  words[2] = 0xffff;
  words[3] = word;
}
