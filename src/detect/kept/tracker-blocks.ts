import type { Steps } from '../../util/steps.ts';
import { type AddressTable, nowhere, type Slot } from '../table/address-table.ts';
import { noSet, type SetPlace } from '../track/ports/port-sets.ts';
import type { SourceStates } from '../track/source-states.ts';
import { tickLength } from '../track/source-states.ts';
import { stampLength } from '../track/stamps.ts';
import { keyBytes } from '../track/target-words.ts';
import type { Traces } from '../track/traces.ts';
import { type Block, backwards, blockKinds, countIn, inBlocks } from './blocks.ts';
import { createReader, createWriter, must } from './bytes.ts';
import { readSet, recallSet, writeSet } from './set-record.ts';
import { emptySnapshot, readSource, recallSource, writeSource } from './source-record.ts';
import { eachTrace, traceBlocks } from './traces.ts';

/** What a tracker remembers, but for what can be taken back. */
export interface TrackerRecord {
  /** Milliseconds. */
  readonly window: number;
  /** Of the words that tell the addresses of this host apart: see target-words.ts. */
  readonly key: Uint8Array;
  /** The time of its traces (ticks). */
  readonly traced: number;
  /** How many. */
  readonly sources: number;
  /** All of its blocks, which are sound. */
  readonly blocks: readonly Block[];
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
    writeSet(writer, table.addressAt(slot), states.seen.sets, set),
  );
  yield* traceBlocks(traces);
}

function* setsOf(slots: Iterable<Slot>, { seen }: SourceStates): Generator<[Slot, SetPlace]> {
  for (const slot of slots) {
    const set = seen.sets.at(slot);
    if (set !== noSet) yield [slot, set];
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
  // A copy: the bytes of the whole file need not stay for it.
  const [window, traced, key] = [reader.f64(), reader.i32(), Uint8Array.from(reader.raw(keyBytes))];
  must(window > 0 && Number.isSafeInteger(window) && reader.isAtEnd);
  for (const { kind, bytes } of blocks) if (kind === blockKinds.traces) eachTrace(bytes, () => {});
  countIn(blocks, blockKinds.sets, readSet);
  return { window, key, traced, sources: countIn(blocks, blockKinds.sources, readSource), blocks };
}

/** Takes sources into a tracker that knows nobody, every time so much later (milliseconds). */
export function recallSources(
  { table, states }: Omit<TrackerParts, 'traces'>,
  { window, blocks }: TrackerRecord,
  shift: number,
): void {
  const stamps = Math.round(shift / stampLength(window));
  const snapshot = emptySnapshot();
  for (const source of backwards(blocks, blockKinds.sources, readSource)) {
    const slot = table.use(source.address);
    recallSource(snapshot, source, ticksOf(shift), stamps);
    states.restore(slot, snapshot);
    table.setRank(slot, source.rank);
  }
  for (const set of backwards(blocks, blockKinds.sets, readSet)) {
    const slot = table.find(set.source);
    if (slot !== nowhere) recallSet(states.seen.sets, slot, set, Math.round(shift / window));
  }
}

/** The same of what was left of sources, which may be a million and need not be there at once: in steps, between touches. */
export function recallTraces(traces: Traces, { traced, blocks }: TrackerRecord, shift: number): Steps<void> {
  const then = (traced + ticksOf(shift)) | 0;
  traces.begin(then);
  return takingIn(traces, blocks, then);
}

function* takingIn(traces: Traces, blocks: readonly Block[], then: number): Steps<void> {
  for (const { kind, bytes } of [...blocks].reverse()) {
    if (kind !== blockKinds.traces) continue;
    eachTrace(bytes, (source, key, age) => traces.recall(source, key, age, then));
    yield;
  }
}

const ticksOf = (shift: number): number => Math.round(shift / tickLength);
