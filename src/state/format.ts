import { createHash } from 'node:crypto';
import { isRecord } from '../config/schema/validated.ts';
import type { Block } from '../detect/kept/blocks.ts';
import { type Remembered, readRemembered } from '../detect/kept/remembered.ts';
import { joinBlocks, splitBlocks } from './file-blocks.ts';

/**
 * The form of the state file. Its head is a line with the version and the checksum of the next one, which is JSON. A part
 * that a later version adds there is one more key, which this one passes over; what changes the meaning of a key is another
 * version. Behind it come the blocks of what is remembered of sources. Version 1 is a head alone.
 */

const version = 2;
const headAlone = 1;
const header = /^portjail-state (\d{1,9}) ([\da-f]{64})\n/;
/** A head that is longer is neither written nor read: bytes. */
export const largestHead = 2 * 1024 * 1024;
/** A file that is longer is neither written nor read: bytes. */
export const largestState = 10_000_000;

/** The head by its parts, of which this says nothing. */
export type Parts = Readonly<Record<string, unknown>>;

/** The head with the bytes that it takes. The fault goes behind the file's name. */
export type Head = { readonly parts: Parts; readonly version: number; readonly size: number } | Fault;
/** The whole. */
export type State = { readonly parts: Parts; readonly remembered: Remembered } | Fault;
export interface Fault {
  readonly fault: string;
}

/** What nobody remembers. */
const nothing = readRemembered([]);

/**
 * The file in pieces of some 32 KiB; one may be empty, for who has something else to do. As many blocks as there is room
 * for. Throws RangeError for a head that is too large.
 */
export function* encodeState(parts: Parts, blocks: Iterable<Block>): Generator<Uint8Array> {
  const head = encodeHead(parts);
  yield head;
  yield* joinBlocks(blocks, largestState - head.length);
}

function encodeHead(parts: Parts): Buffer {
  const body = `${JSON.stringify(parts)}\n`;
  const head = Buffer.from(`portjail-state ${version} ${checksum(Buffer.from(body))}\n${body}`);
  if (head.length > largestHead) throw new RangeError(`its head would take ${head.length} bytes`);
  return head;
}

/** The head of a file, of which as much may be there as a head takes. Never throws: it says why it is none. */
export function decodeHead(bytes: Buffer): Head {
  const [line = '', found = '', sum = ''] = header.exec(bytes.subarray(0, 100).toString('latin1')) ?? [];
  if (line === '') return { fault: 'is no state of portjail' };
  const number = Number(found);
  if (number !== version && number !== headAlone)
    return { fault: `is of version ${number}, and this portjail reads ${version}` };
  const end = bytes.indexOf('\n', line.length) + 1;
  const body = bytes.subarray(line.length, end);
  const parts = end === 0 || checksum(body) !== sum ? undefined : parsed(body);
  return parts === undefined ? damaged : { parts, version: number, size: end };
}

/**
 * What a whole file says. Never throws: whatever the bytes are, they are a state or say why they are none. Takes memory in
 * proportion to their number, some seven times as much.
 */
export function decodeState(bytes: Buffer): State {
  const head = decodeHead(bytes);
  if ('fault' in head) return head;
  const rest = bytes.subarray(head.size);
  if (head.version === headAlone)
    return rest.length === 0 ? { parts: head.parts, remembered: nothing } : damaged;
  const blocks = splitBlocks(rest);
  const remembered = blocks === undefined ? undefined : soundOf(blocks);
  return remembered === undefined ? damaged : { parts: head.parts, remembered };
}

const damaged: Fault = { fault: 'is damaged' };

const checksum = (body: Buffer): string => createHash('sha256').update(body).digest('hex');

function parsed(body: Buffer): Parts | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function soundOf(blocks: readonly Block[]): Remembered | undefined {
  try {
    return readRemembered(blocks);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
