import { WorkError } from '../../util/errors.ts';
import { type Decode, linkDecoder } from '../link.ts';
import type { Packet } from '../packet.ts';
import { createPieces } from './pieces.ts';
import { createTally, readFrame, type Tally } from './tally.ts';

/** A parser of a capture's bytes, which come in pieces of any size. */
export interface CaptureStream {
  /** Takes more bytes. Throws WorkError when they are no capture, or one that cannot be read. */
  readonly feed: (chunk: Uint8Array) => void;
  /**
   * To be called at the end of the bytes: what was wrong with it, for people, or undefined. Throws WorkError when all of
   * it was no capture.
   */
  end(): string | undefined;
  readonly tally: Tally;
}

/** Makes a parser. `onDecoded` is called when a TCP or UDP packet has been written to `packet`, with its own time. */
export type MakeStream = (packet: Packet, onDecoded: () => void, name: string) => CaptureStream;

/** How the records of one file are read. */
interface Format {
  readonly little: boolean;
  /** What a fraction of a second counts. */
  readonly perMillisecond: number;
}

/** The file's magic number as read little-endian. */
const magics: ReadonlyMap<number, Format> = new Map([
  [0xa1b2c3d4, { little: true, perMillisecond: 1e3 }],
  [0xd4c3b2a1, { little: false, perMillisecond: 1e3 }],
  [0xa1b23c4d, { little: true, perMillisecond: 1e6 }],
  [0x4d3cb2a1, { little: false, perMillisecond: 1e6 }],
]);

const fileHeader = 24;
const recordHeader = 16;
/** tcpdump's own limit for a packet (MAXIMUM_SNAPLEN): a length beyond it is damage. */
const maxCaptured = 262_144;

/**
 * Reads a capture (draft-ietf-opsawg-pcap) with at most one record kept back between two pieces.
 * @param name how messages call the capture
 */
export const createPcapStream: MakeStream = (packet, onDecoded, name) => {
  const tally = createTally();
  let records: ((bytes: DataView) => number) | undefined;
  const pieces = createPieces(bytes => {
    if (records !== undefined) return records(bytes);
    if (bytes.byteLength < fileHeader) return 0;
    records = recordsOf(bytes, packet, onDecoded, name, tally);
    return fileHeader;
  });
  return {
    feed: pieces.feed,
    end: () => {
      if (records === undefined) throw noCapture(name);
      return pieces.left === 0 ? undefined : cutOff(name);
    },
    tally,
  };
};

export const noCapture = (name: string): WorkError =>
  new WorkError(`${name} is no capture: it is cut off within its header`);

export const cutOff = (name: string): string => `${name} ends within a packet, which is left out`;

/** Throws WorkError when that is more than any packet has. */
export function mustBePossible(captured: number, name: string): void {
  if (captured > maxCaptured)
    throw new WorkError(`${name} is damaged: a packet claims ${captured} bytes, more than any has`);
}

/** Reads the file's header; returns what reads whole records and tells how many bytes they took. */
function recordsOf(header: DataView, packet: Packet, onDecoded: () => void, name: string, tally: Tally) {
  const format = magics.get(header.getUint32(0, true));
  if (format === undefined)
    throw new WorkError(`${name} is neither a pcap nor a pcapng file: it does not start like one`);
  const { little, perMillisecond } = format;
  const decode = decoderOf(header, little, name);
  return (bytes: DataView): number => {
    let at = 0;
    while (at + recordHeader <= bytes.byteLength) {
      const captured = bytes.getUint32(at + 8, little);
      mustBePossible(captured, name);
      const [start, end] = [at + recordHeader, at + recordHeader + captured];
      if (end > bytes.byteLength) break;
      packet.time = bytes.getUint32(at, little) * 1000 + bytes.getUint32(at + 4, little) / perMillisecond;
      const original = bytes.getUint32(at + 12, little);
      if (readFrame(decode, bytes, start, end, original, packet, tally)) onDecoded();
      at = end;
    }
    return at;
  };
}

function decoderOf(header: DataView, little: boolean, name: string): Decode {
  // The upper bits may hold the length of a frame check sequence.
  const linkType = header.getUint32(20, little) & 0xffff;
  const decode = linkDecoder(linkType);
  if (decode === undefined)
    throw new WorkError(`${name} has link type ${linkType}, which cannot be read here`);
  return decode;
}
