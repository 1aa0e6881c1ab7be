import { createHash } from 'node:crypto';
import type { Block } from '../detect/kept/blocks.ts';

/**
 * Blocks one behind the other: of each its kind (a byte), its length (four, the low one first), then its bytes. The last one,
 * of kind 0, has the checksum of all before it: a file that was cut has none.
 */

const headSize = 5;
const endKind = 0;
const sumSize = 32;
/** More than are written of 10 MB: each has 32 KiB, but for the last of each kind. */
const mostBlocks = 4_096;

/** As many as fit into `room` bytes. One that is empty gives an empty piece. */
export function* joinBlocks(blocks: Iterable<Block>, room: number): Generator<Uint8Array> {
  const sum = createHash('sha256');
  let left = room - headSize - sumSize;
  for (const { kind, bytes } of blocks) {
    const piece = bytes.length === 0 ? bytes : framed(kind, bytes);
    left -= piece.length;
    if (left < 0) break;
    sum.update(piece);
    yield piece;
  }
  yield framed(endKind, sum.digest());
}

function framed(kind: number, bytes: Uint8Array): Uint8Array {
  const piece = Buffer.allocUnsafe(headSize + bytes.length);
  piece.writeUInt8(kind, 0);
  piece.writeUInt32LE(bytes.length, 1);
  piece.set(bytes, headSize);
  return piece;
}

/** Undefined when one is cut, or when they are not what was written. */
export function splitBlocks(file: Buffer): Block[] | undefined {
  const blocks: Block[] = [];
  let at = 0;
  while (at + headSize <= file.length && blocks.length <= mostBlocks) {
    const [kind, length] = [file.readUInt8(at), file.readUInt32LE(at + 1)];
    const bytes = file.subarray(at + headSize, at + headSize + length);
    if (bytes.length < length) return undefined;
    if (kind === endKind) return isEnd(file, at, bytes) ? blocks : undefined;
    blocks.push({ kind, bytes });
    at += headSize + length;
  }
  return undefined;
}

const isEnd = (file: Buffer, at: number, sum: Buffer): boolean =>
  at + headSize + sum.length === file.length &&
  createHash('sha256').update(file.subarray(0, at)).digest().equals(sum);
