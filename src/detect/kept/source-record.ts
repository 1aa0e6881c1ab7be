import { type Address, isIPv4 } from '../../net/address.ts';
import { remembered } from '../track/ports/recent-ports.ts';
import { pairWords } from '../track/recent-pairs.ts';
import { type Snapshot, snapshotPlaces, stateWords } from '../track/source-states.ts';
import { keyMask, restamped } from '../track/stamps.ts';
import { must, type Reader, type Writer } from './bytes.ts';

/** What is kept of one source: see `SourceStates.save`. */
export interface SourceRecord {
  readonly address: Address;
  /** As in its table. */
  readonly rank: number;
  readonly hits: number;
  /** In ticks. */
  readonly first: number;
  readonly last: number;
  /** Of the slow rule, bit by bit. */
  readonly score: number;
  /** Ports with their times, the one touched last first. */
  readonly ports: readonly number[];
  /** What is known of the addresses that it touched: as in window-pairs.ts. */
  readonly state: number;
  readonly only: number;
  /** Two words each. */
  readonly pairs: readonly number[];
}

export const emptySnapshot = (): Snapshot => ({
  words: new Int32Array(stateWords),
  at: 0,
  pairs: new Int32Array(pairWords),
  pairsAt: 0,
});

const flags = { ipv4: 1, rank: 1, state: 3 } as const;
const { hits, first, last, score, ports, state, only } = snapshotPlaces;
const hasPairs = 2;

/** Writes a source by its state, 30 bytes of one that touched one port by IPv4, 221 at most. */
export function writeSource(
  writer: Writer,
  address: Address,
  rank: number,
  { words, pairs }: Snapshot,
): void {
  const known = words[state] ?? 0;
  writer.u8((isIPv4(address) ? flags.ipv4 : 0) | (rank << flags.rank) | (known << flags.state));
  writer.address(address);
  for (const place of [hits, first, last, score]) writer.i32(words[place] ?? 0);
  const entries = words.subarray(ports, ports + remembered);
  writeList(writer, entries, lengthOf(entries, 1));
  if (known === 1) writer.i32(words[only] ?? 0);
  if (known === hasPairs) writeList(writer, pairs, lengthOf(pairs, 2));
}

/** Up to the first empty place; a place ends with what is never 0 in a full one. */
function lengthOf(words: Int32Array, width: 1 | 2): number {
  let length = 0;
  while (length < words.length && words[length + width - 1] !== 0) length += width;
  return length;
}

function writeList(writer: Writer, words: Int32Array, length: number): void {
  writer.u8(length);
  for (let i = 0; i < length; i++) writer.i32(words[i] ?? 0);
}

/** Throws RangeError for what no source can be. */
export function readSource(reader: Reader): SourceRecord {
  const about = reader.u8();
  const known = (about >>> flags.state) & 3;
  must(about >>> 5 === 0 && known <= hasPairs);
  const record = {
    address: reader.address((about & flags.ipv4) !== 0),
    rank: (about >>> flags.rank) & 3,
    hits: reader.i32() >>> 0,
    first: reader.i32(),
    last: reader.i32(),
    score: reader.i32(),
    ports: readList(reader, remembered),
    state: known,
    only: known === 1 ? reader.i32() : 0,
    pairs: known === hasPairs ? readList(reader, pairWords) : [],
  };
  must(isScore(record.score) && record.ports.length > 0 && record.ports.every(isEntry));
  must(record.pairs.length % 2 === 0 && record.pairs.every((word, i) => i % 2 === 0 || isEntry(word)));
  return record;
}

function readList(reader: Reader, most: number): number[] {
  const length = reader.u8();
  must(length <= most);
  const words: number[] = [];
  for (let i = 0; i < length; i++) words.push(reader.i32());
  return words;
}

/** A port is of some plane: see recent-ports.ts. */
const isEntry = (word: number): boolean => (word & keyMask) >>> 16 !== 0;

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** As high as the highest trigger. */
function isScore(word: number): boolean {
  bits[0] = word;
  const found = float[0] ?? Number.NaN;
  return found >= 0 && found <= 1_000;
}

/** Puts a source into a snapshot, all of its times later by so many ticks and stamps. */
export function recallSource(into: Snapshot, record: SourceRecord, ticks: number, stamps: number): void {
  const { words, pairs } = into;
  words.fill(0);
  pairs.fill(0);
  words[hits] = record.hits;
  words[first] = record.first + ticks;
  words[last] = record.last + ticks;
  words[score] = record.score;
  words[state] = record.state;
  words[only] = record.only;
  record.ports.forEach((entry, i) => {
    words[ports + i] = restamped(entry, stamps);
  });
  record.pairs.forEach((word, i) => {
    pairs[i] = i % 2 === 0 ? word : restamped(word, stamps);
  });
}
