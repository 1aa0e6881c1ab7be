import { fstatSync, read, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';

/** Bytes, unpacked, that are read of one gzipped file: our own log is below 1 GB a day in the worst of floods. */
const mostUnpacked = 2 ** 31;

/** Bytes that are handed on at once. */
const pieceSize = 2 ** 18;

export interface Part {
  /** The first byte, unpacked. @default 0 */
  readonly from?: number;
  /** Of a gzipped file. @default mostUnpacked */
  readonly most?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What an open file holds, unpacked where it is gzipped; a piece is good until the next one is asked for. The descriptor
 * stays open. Throws an error, before the first byte, for a .gz that says it holds more than `most` bytes, and behind that
 * many for one that does not say so.
 */
export async function* contentOf(fd: number, isPacked: boolean, part: Part = {}): AsyncGenerator<Buffer> {
  const { from = 0, most = mostUnpacked, signal } = part;
  if (!isPacked) {
    const buffer = Buffer.allocUnsafe(pieceSize);
    yield* piecesOf(fd, from, () => buffer, signal);
    return;
  }
  const tooLong = new Error(`it holds more than ${most / 2 ** 20} MiB unpacked`);
  if (saidSize(fd) > most) throw tooLong;
  let length = 0;
  for await (const piece of unpacked(fd, signal)) {
    const skipped = Math.max(0, Math.min(piece.length, from - length));
    length += piece.length;
    if (length > most) throw tooLong;
    if (skipped < piece.length) yield piece.subarray(skipped);
  }
}

const readAt = promisify(read);

async function* piecesOf(
  fd: number,
  from: number,
  bufferFor: () => Buffer,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  for (let at = from; ; ) {
    signal?.throwIfAborted();
    const buffer = bufferFor();
    const { bytesRead } = await readAt(fd, buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** zlib works in another thread, so that the lines of one piece are parsed while the next one is unpacked. */
function unpacked(fd: number, signal?: AbortSignal): AsyncIterable<Buffer> {
  const file = Readable.from(
    piecesOf(fd, 0, () => Buffer.allocUnsafe(pieceSize / 4), signal),
    { objectMode: false },
  );
  const gunzip = createGunzip({ chunkSize: pieceSize });
  file.on('error', error => gunzip.destroy(error));
  gunzip.on('close', () => file.destroy());
  return file.pipe(gunzip) as AsyncIterable<Buffer>;
}

/** The length modulo 2^32 that the end of a .gz claims (RFC 1952, 2.3.1: ISIZE). */
function saidSize(fd: number): number {
  const last = Buffer.alloc(4);
  return readSync(fd, last, 0, 4, Math.max(0, fstatSync(fd).size - 4)) === 4 ? last.readUInt32LE() : 0;
}
