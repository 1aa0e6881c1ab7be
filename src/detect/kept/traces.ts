import { type Address, isIPv4 } from '../../net/address.ts';
import { planes } from '../track/ports/recent-ports.ts';
import type { Traces } from '../track/traces.ts';
import { type Block, blockKinds, blockSize } from './blocks.ts';
import { createWriter } from './bytes.ts';

/** In the word that says whether it is an IPv4 address (then the word has four bytes more), UDP, and how old. */
const flags = { ipv4: 1 << 15, udp: 1 << 14 } as const;
const mostAge = (1 << 14) - 1;

const empty = new Uint8Array();

/** Blocks of what is left of sources, 8 bytes each of IPv4, 20 of IPv6. */
export function* traceBlocks(traces: Traces): Generator<Block> {
  const writer = createWriter();
  const steps = traces.walk((source, key, age) => {
    writer.u16((isIPv4(source) ? flags.ipv4 : 0) | (key >>> 16 === planes.udp ? flags.udp : 0) | age);
    writer.u16(key & 0xffff);
    writer.address(source);
  });
  for (const _ of steps) {
    const bytes = writer.size < blockSize ? empty : writer.take();
    yield { kind: blockKinds.traces, bytes };
  }
  if (writer.size > 0) yield { kind: blockKinds.traces, bytes: writer.take() };
}

/**
 * Calls `each` with every trace of a block; the address is written over for the next one. Throws RangeError where one is
 * cut.
 */
export function eachTrace(
  bytes: Uint8Array,
  each: (source: Address, key: number, age: number) => void,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const source: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = 0; at < bytes.length; ) {
    const about = view.getUint16(at, true);
    const port = view.getUint16(at + 2, true);
    const isShort = (about & flags.ipv4) !== 0;
    source[0] = isShort ? 0 : view.getUint32(at + 4, true);
    source[1] = isShort ? 0 : view.getUint32(at + 8, true);
    source[2] = isShort ? 0xffff : view.getUint32(at + 12, true);
    source[3] = view.getUint32(at + (isShort ? 4 : 16), true);
    each(source, port | (((about & flags.udp) !== 0 ? planes.udp : planes.tcp) << 16), about & mostAge);
    at += isShort ? 8 : 20;
  }
}
