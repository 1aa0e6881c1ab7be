import type { Address } from '../../net/address.ts';
import type { AddressTable, Slot } from '../table/address-table.ts';
import { nowhere } from '../table/address-table.ts';
import type { PortSet } from '../track/port-sets.ts';
import type { SourceStates } from '../track/source-states.ts';
import { tickLength } from '../track/source-states.ts';
import { stampLength } from '../track/stamps.ts';
import { keyBytes } from '../track/target-words.ts';
import type { Traces } from '../track/traces.ts';
import { type Block, blockKinds, inBlocks, recordsIn } from './blocks.ts';
import { createReader, createWriter, must } from './bytes.ts';
import { readSet, recallSet, type SetRecord, writeSet } from './set-record.ts';
import { emptySnapshot, readSource, recallSource, type SourceRecord, writeSource } from './source-record.ts';
import { readTrace, traceBlocks } from './traces.ts';

/** What a tracker remembers, but for what can be taken back. */
export interface TrackerRecord {
  /** Milliseconds. */
  readonly window: number;
  /** Of the words that tell the addresses of this host apart: see target-words.ts. */
  readonly key: Uint8Array;
  /** The time of its traces (ticks). */
  readonly traced: number;
  /** Those first that stay longest in a full table. */
  readonly sources: readonly SourceRecord[];
  readonly sets: readonly SetRecord[];
  /** A million of them are not taken apart before they are wanted. */
  readonly traces: readonly Block[];
}

/** The parts of a tracker that are kept. */
export interface TrackerParts {
  readonly table: AddressTable;
  readonly states: SourceStates;
  readonly traces: Traces;
}

/** What is in hand of a tracker. It may go on while these are taken: a source is written as it is then. */
export function* trackerBlocks(
  { table, states, traces }: TrackerParts,
  window: number,
  key: Uint8Array,
): Generator<Block> {
  const head = createWriter();
  head.f64(window);
  head.i32(traces.now);
  head.raw(key);
  yield { kind: blockKinds.tracker, bytes: head.take() };
  const slots = table.order();
  const snapshot = emptySnapshot();
  yield* inBlocks(blockKinds.sources, slots, (writer, slot) => {
    if (states.isEmpty(slot)) return;
    states.save(slot, snapshot);
    writeSource(writer, table.addressAt(slot), table.rankOf(slot), snapshot);
  });
  yield* inBlocks(blockKinds.sets, setsOf(slots, states), (writer, [slot, set]) =>
    writeSet(writer, table.addressAt(slot), set),
  );
  yield* traceBlocks(traces);
}

function* setsOf(slots: readonly Slot[], { seen }: SourceStates): Generator<[Slot, PortSet]> {
  for (const slot of slots) {
    const set = seen.sets.at(slot);
    if (set !== undefined) yield [slot, set];
  }
}

const ofTracker: readonly number[] = [blockKinds.sources, blockKinds.sets, blockKinds.traces];

/** Undefined where the blocks are of no tracker. Throws RangeError where they make no sense. */
export function readTracker(blocks: readonly Block[]): TrackerRecord | undefined {
  const head = blocks.find(({ kind }) => kind === blockKinds.tracker);
  if (head === undefined) {
    must(!blocks.some(({ kind }) => ofTracker.includes(kind)));
    return undefined;
  }
  const reader = createReader(head.bytes);
  const [window, traced, key] = [reader.f64(), reader.i32(), reader.raw(keyBytes)];
  must(window > 0 && Number.isSafeInteger(window) && reader.isAtEnd);
  const traces = blocks.filter(({ kind }) => kind === blockKinds.traces);
  for (const { bytes } of traces) eachTrace(bytes, () => {});
  return {
    window,
    key,
    traced,
    sources: recordsIn(blocks, blockKinds.sources, readSource),
    sets: recordsIn(blocks, blockKinds.sets, readSet),
    traces,
  };
}

function eachTrace(bytes: Uint8Array, each: (source: Address, key: number, age: number) => void): void {
  const reader = createReader(bytes);
  while (!reader.isAtEnd) {
    const { source, key, age } = readTrace(reader);
    each(source, key, age);
  }
}

/** Takes it all into a tracker that knows nobody, every time so much later (milliseconds). */
export function recallTracker(
  { table, states, traces }: TrackerParts,
  record: TrackerRecord,
  shift: number,
): void {
  const ticks = Math.round(shift / tickLength);
  const stamps = Math.round(shift / stampLength(record.window));
  const snapshot = emptySnapshot();
  // Who was touched last comes last.
  for (const source of [...record.sources].reverse()) {
    const slot = table.use(source.address);
    recallSource(snapshot, source, ticks, stamps);
    states.restore(slot, snapshot);
    table.setRank(slot, source.rank);
  }
  for (const set of record.sets) {
    const slot = table.find(set.source);
    if (slot !== nowhere) recallSet(states.seen.sets, slot, set, Math.round(shift / record.window));
  }
  for (const { bytes } of [...record.traces].reverse())
    eachTrace(bytes, (source, key, age) => traces.recall(source, key, age, (record.traced + ticks) | 0));
}
