import type { Decode } from '../link.ts';
import { createPacket, type Packet } from '../packet.ts';

/** How much of a capture was read, and what was not. */
export interface Tally {
  packets: number;
  /** TCP and UDP, with ports and flags. */
  read: number;
  /** TCP or UDP whose ports or flags were not captured, or too short to tell. */
  cut: number;
  /** Packets without a time of their own. */
  untimed: number;
  /** Packets by the number of a link type that cannot be read. */
  readonly otherLinks: Map<number, number>;
}

export const createTally = (): Tally => ({
  packets: 0,
  read: 0,
  cut: 0,
  untimed: 0,
  otherLinks: new Map(),
});

/** Ethernet's header and IPv4's: with less, nobody can tell what the packet was. */
const tellable = 34;

/** More than the headers of any packet that is read. */
const scratch = new DataView(new ArrayBuffer(1024));
const scratchBytes = new Uint8Array(scratch.buffer);
const scratchPacket = createPacket();

/**
 * Decodes the frame in bytes[start, end) and counts it. True when `packet` holds it.
 * @param original the bytes that it had on the wire
 */
export function readFrame(
  decode: Decode,
  bytes: DataView,
  start: number,
  end: number,
  original: number,
  packet: Packet,
  tally: Tally,
): boolean {
  tally.packets++;
  if (decode(bytes, start, end, packet)) {
    tally.read++;
    return true;
  }
  if (end - start < original && wasMore(decode, bytes, start, end, original)) tally.cut++;
  return false;
}

/** Whether it would have been read with zeros in the place of what was not captured. */
function wasMore(decode: Decode, bytes: DataView, start: number, end: number, original: number): boolean {
  if (end - start < tellable) return true;
  const length = Math.min(end - start, scratch.byteLength);
  scratchBytes.fill(0);
  scratchBytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, length));
  return decode(scratch, 0, Math.min(original, scratch.byteLength), scratchPacket);
}

/** True when a capture has packets and says nothing: not one was read, and some should have been. */
export const isUnreadable = (tally: Tally): boolean =>
  tally.read === 0 && (tally.cut > 0 || tally.otherLinks.size > 0);

/** Most link types that are named. */
const mostNamed = 3;

/** For people: what was not read, and why; empty when everything was. */
export function unreadOf(tally: Tally): string[] {
  const { packets, read, cut, untimed, otherLinks } = tally;
  if (packets === 0) return ['the capture holds no packet'];
  const found: string[] = [];
  if (cut > 0)
    found.push(
      `${cut} of ${packets} packets not read, cut short before their ports or flags: capture more of each ("tcpdump -s 0")`,
    );
  for (const [linkType, count] of [...otherLinks].slice(0, mostNamed))
    found.push(
      `${count} of ${packets} packets not read, with link type ${linkType}, which is not known here`,
    );
  if (read === 0 && found.length === 0)
    found.push(`packets: ${packets}, none of them TCP or UDP over IPv4 or IPv6`);
  if (untimed > 0) found.push(`packets without a time: ${untimed}, which count as of the packet before them`);
  return found;
}
