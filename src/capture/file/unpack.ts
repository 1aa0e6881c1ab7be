import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { WorkError } from '../../util/errors.ts';

/** What a small file may become when it is unpacked, a thousandfold at most (bytes). */
const mostUnpacked = 64 * 2 ** 30;

/** The first bytes of a gzip member (RFC 1952, 2.3.1). */
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Passes bytes on, unpacked when they are gzip's; the pieces keep their order and may have other sizes, and both those taken
 * and those passed on may be written over by the next one. Throws WorkError
 * past 64 GiB, and the errors of node:zlib, Z_BUF_ERROR where the end is missing.
 */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const all = withHead(chunks);
  const first = await all.next();
  if (first.done === true) return;
  if (!isGzip(first.value)) {
    yield first.value;
    yield* all;
    return;
  }
  let size = 0;
  for await (const chunk of gunzip(first.value, all)) {
    size += chunk.length;
    if (size > mostUnpacked)
      throw new WorkError(`${name} unpacks to more than 64 GiB: unpack it, and take a part`);
    yield chunk;
  }
}

function gunzip(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // What unpacks holds pieces for longer than their giver lends them.
  async function* packed(): AsyncGenerator<Uint8Array> {
    yield first.slice();
    for await (const chunk of rest) yield chunk.slice();
  }
  // Its reader hears of errors too.
  return pipeline(Readable.from(packed()), createGunzip(), () => {});
}

/** The same, with a first piece of two bytes at least where there are so many: a pipe may bring one. */
async function* withHead(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (head.length >= 2) yield chunk;
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length >= 2) yield head;
    }
  }
  if (head.length === 1) yield head;
}
