import { type Address, isIPv4 } from '../../net/address.ts';
import { planes } from '../track/recent-ports.ts';
import type { Traces } from '../track/traces.ts';
import { type Block, blockKinds, blockSize } from './blocks.ts';
import { createWriter, type Reader } from './bytes.ts';

/** What is left of a source that was forgotten: see `Traces.walk`. */
export interface TraceRecord {
  readonly source: Address;
  readonly key: number;
  /** In steps of 8 s. */
  readonly age: number;
}

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

export function readTrace(reader: Reader): TraceRecord {
  const about = reader.u16();
  const port = reader.u16();
  const plane = (about & flags.udp) !== 0 ? planes.udp : planes.tcp;
  return {
    source: reader.address((about & flags.ipv4) !== 0),
    key: port | (plane << 16),
    age: about & mostAge,
  };
}
