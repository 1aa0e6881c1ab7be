import { createReader, createWriter, must, type Reader, type Writer } from './bytes.ts';

/** What is remembered, in pieces for a file: each takes a few milliseconds to make, and the file ends where it is full. */

/** What a block holds. The numbers stand in files: none is given to anything else. */
export const blockKinds = {
  tracker: 1,
  sources: 2,
  sets: 3,
  traces: 4,
  lines: 5,
  networkLines: 6,
} as const;

export interface Block {
  readonly kind: number;
  /** Whole records. None at all where a while has gone by without one. */
  readonly bytes: Uint8Array;
}

/** A block is done when it has so many bytes; with its last record it is longer. */
export const blockSize = 32 * 1024;
/** As many as a table holds: of a kind no more are written, or read. */
const mostRecords = 65_536;

/** Blocks of these, each written by `write` in 64 KiB at most, or not at all. */
export function* inBlocks<T>(
  kind: number,
  things: Iterable<T>,
  write: (writer: Writer, thing: T) => void,
): Generator<Block> {
  const writer = createWriter();
  for (const thing of things) {
    write(writer, thing);
    if (writer.size >= blockSize) yield { kind, bytes: writer.take() };
  }
  if (writer.size > 0) yield { kind, bytes: writer.take() };
}

/** How many records of a kind the blocks hold. Throws RangeError where `read` does, or where one is cut. */
export function countIn(blocks: readonly Block[], kind: number, read: (reader: Reader) => unknown): number {
  let count = 0;
  for (const block of blocks) {
    if (block.kind !== kind) continue;
    const reader = createReader(block.bytes);
    for (; !reader.isAtEnd; count++) {
      must(count < mostRecords);
      read(reader);
    }
  }
  return count;
}

/**
 * Their records, the last one first: in a table that is filled so, who came first in the blocks was touched last. What is
 * read of a block is forgotten before the next one: kept all together, records take longer than what is done with them.
 */
export function* backwards<T>(
  blocks: readonly Block[],
  kind: number,
  read: (reader: Reader) => T,
): Generator<T> {
  for (const block of [...blocks].reverse()) {
    if (block.kind !== kind) continue;
    const reader = createReader(block.bytes);
    const records: T[] = [];
    while (!reader.isAtEnd) records.push(read(reader));
    yield* records.reverse();
  }
}
