import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { contentOf } from './unpack.ts';

/**
 * How far a log has been read, to be kept over restarts (it is JSON). A file is found again by what it holds: gzip makes
 * a new inode, the number of a deleted file is given to another one, and copytruncate leaves the inode to other lines.
 */
export interface Position {
  /** Bytes, unpacked, up to the end of the last whole line that was taken; more than 0. */
  readonly offset: number;
  /** Of its first bytes, and of the last ones before `offset`. */
  readonly head: Mark;
  readonly tail: Mark;
  /** Its last write then (milliseconds since the epoch): what was written before is read already. */
  readonly written: number;
}

interface Mark {
  readonly length: number;
  readonly hash: string;
}

/** So many bytes hold several lines, each with its time in milliseconds: no two logs begin alike. */
const mostMarked = 1024;

const markOf = (bytes: Buffer): Mark => ({
  length: bytes.length,
  hash: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
});

/** The last bytes of two pieces that follow one another, as a copy. */
const lastOf = (before: Buffer, piece: Buffer): Buffer =>
  Buffer.concat([before, piece.subarray(-mostMarked)]).subarray(-mostMarked);

/** Watches the bytes of one file go by, to find it again. */
export interface Marker {
  push(piece: Buffer): void;
  /** Where the last whole line ends; undefined before there is one. `written` as in Position. */
  position(written: number): Position | undefined;
  /** The last whole line, as far as its last bytes hold it; undefined before there is one. */
  lastLine(): string | undefined;
  /** Whether something stands behind the last newline. */
  readonly isTorn: () => boolean;
}

/** @param before where the reading begins, or undefined at the start of the file */
export function createMarker(before?: Position): Marker {
  let head: Buffer = Buffer.alloc(0);
  let [end, length] = [before?.offset ?? 0, before?.offset ?? 0];
  /** The last bytes of all, and the last ones of whole lines. */
  let [recent, whole]: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  return {
    push(piece) {
      if (head.length < mostMarked) head = Buffer.concat([head, piece.subarray(0, mostMarked - head.length)]);
      const newline = piece.lastIndexOf(0x0a);
      if (newline >= 0) {
        whole = lastOf(recent, piece.subarray(0, newline + 1));
        end = length + newline + 1;
      }
      recent = lastOf(recent, piece);
      length += piece.length;
    },
    position(written) {
      if (whole.length === 0) return before && { ...before, written };
      const first = before?.head ?? markOf(head.subarray(0, end));
      return { offset: end, head: first, tail: markOf(whole), written };
    },
    lastLine: () => (whole.length === 0 ? undefined : whole.toString('latin1').trimEnd().split('\n').at(-1)),
    isTorn: () => length > end,
  };
}

/** Whether an open file is the one of a position, and holds what was read of it. Throws what reading throws. */
export async function isFileOf(fd: number, isPacked: boolean, position: Position): Promise<boolean> {
  if (!same(await bytesAt(fd, isPacked, 0, position.head.length), position.head)) return false;
  const { length } = position.tail;
  return same(await bytesAt(fd, isPacked, position.offset - length, length), position.tail);
}

const same = (bytes: Buffer, mark: Mark): boolean => {
  const { length, hash } = markOf(bytes);
  return length === mark.length && hash === mark.hash;
};

async function bytesAt(fd: number, isPacked: boolean, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  if (!isPacked) return bytes.subarray(0, readSync(fd, bytes, 0, length, from));
  let got = 0;
  for await (const piece of contentOf(fd, true, { from })) {
    got += piece.copy(bytes, got);
    if (got === length) break;
  }
  return bytes.subarray(0, got);
}
