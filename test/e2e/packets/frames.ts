import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Address, parseAddress } from '../../../src/net/address.ts';
import { ipv4, ipv6, type Shape, sizeOf } from '../../capture/frames.ts';
import type { Host } from '../hosts/hosts.ts';

/** A packet of the given shape between two addresses, of the family that they have; with a right checksum for TCP. */
export function packetBetween(source: string, target: string, shape: Shape = {}): Uint8Array {
  const isIPv6 = target.includes(':');
  const packet = isIPv6 ? ipv6(shape) : ipv4(shape);
  const pair = [...bytesOf(source), ...bytesOf(target)];
  packet.set(pair, isIPv6 ? 8 : 12);
  const protocol = shape.protocol ?? 6;
  const size = Math.max(sizeOf(shape), protocol === 6 ? 20 : 8);
  const at = packet.length - size - (shape.padding ?? 0);
  const pseudo = [...pair, 0, protocol, size >> 8, size & 255];
  if (protocol === 6) writeSum(packet, at + 16, [...pseudo, ...packet.subarray(at, at + size)]);
  if (!isIPv6) writeSum(packet, 10, packet.subarray(0, ((packet[0] ?? 0x45) % 16) << 2));
  return packet;
}

/**
 * Sends packets from a host to the MAC address of another one, or to every one; each so many
 * times, then from many sources.
 * @param tag what stands before the EtherType, in hexadecimal: VLAN tags
 */
export function sendFrames(
  from: Host,
  mac: string,
  packets: readonly Uint8Array[],
  times = 1,
  tag = '',
): void {
  const hex = packets.map(packet => {
    const etherType = (packet[0] ?? 0) >>> 4 === 6 ? '86dd' : '0800';
    return `${mac.replaceAll(':', '')}020000000001${tag}${etherType}${Buffer.from(packet).toString('hex')}`;
  });
  const program = fileURLToPath(new URL('./frame-send.js', import.meta.url));
  const args = ['netns', 'exec', from.name, process.execPath, program, String(times)];
  execFileSync('ip', args, { input: hex.join('\n') });
}

export const macOf = (host: Host): string =>
  /link\/ether (\S+)/.exec(host.run(['ip', 'link', 'show', 'eth0']))?.[1] ?? '';

const wordsOf = (text: string): Address => parseAddress(text) ?? [0, 0, 0, 0];

function bytesOf(text: string): number[] {
  const bytes = wordsOf(text).flatMap(word => [
    word >>> 24,
    (word >>> 16) & 255,
    (word >>> 8) & 255,
    word & 255,
  ]);
  return text.includes(':') ? bytes : bytes.slice(12);
}

/** The Internet checksum (RFC 1071) of bytes that hold zeros where it belongs. */
function writeSum(packet: Uint8Array, at: number, bytes: ArrayLike<number>): void {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) + (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  packet.set([(~sum >> 8) & 255, ~sum & 255], at);
}
