import { createReadStream } from 'node:fs';
import { errorMessage, WorkError } from '../util/errors.ts';
import type { Filter } from './filter.ts';
import { createPacket } from './packet.ts';
import { createPcapStream } from './pcap-stream.ts';
import type { OnPacket, PacketSource } from './source.ts';

export interface PcapSource extends PacketSource {
  /**
   * Fulfilled at the end of the file or after stop(), with a sentence for people when the file ends within a packet.
   * Rejected with WorkError when it cannot be read.
   */
  readonly done: Promise<string | undefined>;
}

/**
 * Reads a capture file (pcap, any byte order, microseconds or nanoseconds) with its packets' own times. Frames with a
 * VLAN tag count here, as nothing else shows them again. Most files do not tell which packets left: what is no probe is
 * reported as one that leaves, if it can be one.
 */
export function readPcap(path: string, first: Filter, onPacket: OnPacket): PcapSource {
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
  const stream = createPcapStream(packet, onDecoded, path);
  return {
    done: readAll(path, stream.feed, () => isOpen).then(() => (isOpen ? stream.end() : undefined)),
    replaceFilter: next => {
      filter = next;
    },
    drops: () => 0,
    stop: () => {
      isOpen = false;
    },
  };
}

async function readAll(
  path: string,
  feed: (chunk: Uint8Array) => void,
  isOpen: () => boolean,
): Promise<void> {
  try {
    // Not by util/plain-file.ts: a capture may come by a pipe, and be of any length. Nothing here keeps a signal from
    // ending the program, and anything that does not begin like a capture is refused with its first bytes.
    const chunks: AsyncIterable<Uint8Array> = createReadStream(path);
    for await (const chunk of chunks) {
      if (!isOpen()) return;
      feed(chunk);
    }
  } catch (error) {
    throw error instanceof WorkError ? error : new WorkError(`Cannot read ${path}: ${errorMessage(error)}`);
  }
}
