import { WorkError } from '../util/errors.ts';
import { linkDecoder } from './link.ts';
import type { Packet } from './packet.ts';

/** A parser of pcap bytes that come in pieces of any size. */
export interface PcapStream {
  /** Takes more bytes. Throws WorkError when they are no pcap, or one that cannot be read. */
  readonly feed: (chunk: Uint8Array) => void;
  /** To be called at the end of the bytes: what was wrong with it, for people, or undefined. */
  end(): string | undefined;
}

/** The file's magic number as read little-endian, its byte order and what a fraction of a second counts. */
const magics: ReadonlyMap<number, { little: boolean; perMillisecond: number }> = new Map([
  [0xa1b2c3d4, { little: true, perMillisecond: 1e3 }],
  [0xd4c3b2a1, { little: false, perMillisecond: 1e3 }],
  [0xa1b23c4d, { little: true, perMillisecond: 1e6 }],
  [0x4d3cb2a1, { little: false, perMillisecond: 1e6 }],
]);
const pcapng = 0x0a0d0d0a;

const fileHeader = 24;
const recordHeader = 16;
/** tcpdump's own limit for a packet (MAXIMUM_SNAPLEN): a length beyond it is damage. */
const maxCaptured = 262_144;

/**
 * Reads a capture (draft-ietf-opsawg-pcap) with at most one record kept back between two pieces.
 * @param onDecoded called when a TCP or UDP packet has been written to `packet`, with its own time
 * @param name how messages call the capture
 */
export function createPcapStream(packet: Packet, onDecoded: () => void, name: string): PcapStream {
  let rest: Uint8Array = new Uint8Array(0);
  let decode: ((bytes: DataView) => number) | undefined;
  return {
    feed: chunk => {
      const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const hadHeader = decode !== undefined;
      if (decode === undefined && bytes.length >= fileHeader) {
        decode = recordsOf(view, packet, onDecoded, name);
      }
      const records = hadHeader || decode === undefined ? bytes : bytes.subarray(fileHeader);
      const done = decode?.(new DataView(records.buffer, records.byteOffset, records.byteLength)) ?? 0;
      // The piece may be reused by whoever gave it: what is kept is copied.
      rest = records.slice(done);
    },
    end: () => {
      if (decode === undefined) return `${name} is no capture: it ends before its header does`;
      return rest.length === 0 ? undefined : `${name} ends within a packet, which is left out`;
    },
  };
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

/** Reads the file's header; answers what reads whole records and tells how many bytes they took. */
function recordsOf(header: DataView, packet: Packet, onDecoded: () => void, name: string) {
  const magic = header.getUint32(0, true);
  const format = magics.get(magic);
  if (format === undefined) throw new WorkError(notPcap(magic, name));
  const { little, perMillisecond } = format;
  // The upper bits may hold the length of a frame check sequence.
  const linkType = header.getUint32(20, little) & 0xffff;
  const decode = linkDecoder(linkType);
  if (decode === undefined)
    throw new WorkError(`${name} has link type ${linkType}, which cannot be read here`);
  return (bytes: DataView): number => {
    let at = 0;
    while (at + recordHeader <= bytes.byteLength) {
      const captured = bytes.getUint32(at + 8, little);
      if (captured > maxCaptured) {
        throw new WorkError(`${name} is damaged: a packet claims ${captured} bytes, more than any has`);
      }
      const end = at + recordHeader + captured;
      if (end > bytes.byteLength) break;
      packet.time = bytes.getUint32(at, little) * 1000 + bytes.getUint32(at + 4, little) / perMillisecond;
      if (decode(bytes, at + recordHeader, end, packet)) onDecoded();
      at = end;
    }
    return at;
  };
}

function notPcap(magic: number, name: string): string {
  if (magic !== pcapng) return `${name} is no pcap file: it does not start like one`;
  return `${name} is a pcapng file: turn it into a pcap with "tcpdump -r FILE -w FILE.pcap" first`;
}
