import { open } from 'node:fs/promises';
import { errorCode, errorMessage, WorkError } from '../../util/errors.ts';
import type { Filter } from '../filter/filter.ts';
import { createPacket } from '../packet.ts';
import type { OnPacket, PacketSource } from '../source.ts';
import { createCaptureStream } from './capture-stream.ts';
import { cutOff } from './pcap-stream.ts';
import type { Tally } from './tally.ts';
import { unpacked } from './unpack.ts';

/** How a capture file ended. */
export interface CaptureEnd {
  /** A sentence for people when the file ends within a packet. */
  readonly warning: string | undefined;
  readonly tally: Tally;
}

export interface CaptureFile extends PacketSource {
  /** Fulfilled at the end of the file or after stop(). Rejected with WorkError when it cannot be read. */
  readonly done: Promise<CaptureEnd>;
}

/**
 * Reads a capture file (pcap or pcapng of any byte order and resolution, also packed with gzip) with its packets' own
 * times. Frames with a VLAN tag or in a PPPoE session count here, as nothing else shows them again. Most files do not tell
 * which packets left: what is no probe is reported as one that leaves, if it can be one.
 */
export function readCapture(path: string, first: Filter, onPacket: OnPacket): CaptureFile {
  const packet = createPacket();
  let filter = first;
  let isOpen = true;
  const matches = (leaves: boolean): boolean => {
    packet.leaves = leaves;
    return filter.matches(packet);
  };
  const onDecoded = (): void => {
    if (isOpen && (matches(packet.leaves) || matches(true))) onPacket(packet);
  };
  const stream = createCaptureStream(packet, onDecoded, path);
  const ending = readAll(path, stream.feed, () => isOpen).then(isWhole => {
    if (!isOpen) return undefined;
    return stream.end() ?? (isWhole ? undefined : cutOff(path));
  });
  return {
    done: ending.then(warning => ({ warning, tally: stream.tally })),
    replaceFilter: next => {
      filter = next;
    },
    drops: () => 0,
    stop: () => {
      isOpen = false;
    },
  };
}

/** As much is read at a time (bytes). */
const chunkSize = 256 * 1024;

/** The bytes of a file, in pieces that are written over by the next one. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(chunkSize);
    for (;;) {
      const { bytesRead } = await file.read(bytes, 0, bytes.length);
      if (bytesRead === 0) return;
      yield bytes.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** False when it is packed and its end is missing: what came before is read. */
async function readAll(
  path: string,
  feed: (chunk: Uint8Array) => void,
  isOpen: () => boolean,
): Promise<boolean> {
  try {
    // Not by util/plain-file.ts: a capture may come by a pipe, and be of any length. Nothing here keeps a signal from
    // ending the program, and anything that does not begin like a capture is refused with its first bytes.
    for await (const chunk of unpacked(chunksOf(path), path)) {
      if (!isOpen()) return true;
      feed(chunk);
    }
    return true;
  } catch (error) {
    if (errorCode(error) === 'Z_BUF_ERROR') return false;
    throw error instanceof WorkError ? error : new WorkError(`Cannot read ${path}: ${errorMessage(error)}`);
  }
}
