import { atOnce, piecesPerStep, type Steps } from '../util/steps.ts';
import { type Address, isIPv4, type Prefix } from './address.ts';
import { sortedOrder } from './sorted-order.ts';
import { createWords, type Words } from './words.ts';

/** A set of addresses given as prefixes; a question costs a binary search, however many there are. */
export interface PrefixSet {
  has(address: Address): boolean;
  /** Whether the prefix and the set have an address in common. */
  meets(prefix: Prefix): boolean;
}

/**
 * Builds the set once, with overlapping prefixes merged. An IPv6 prefix that is wide enough to hold the mapped
 * range (::/0) does not hold the IPv4 hosts: nobody who writes ::/0 means them.
 */
export const prefixSet = (prefixes: Iterable<Prefix>): PrefixSet => atOnce(prefixSetInSteps(prefixes));

/** The same in steps: a million prefixes take most of a second. */
export function* prefixSetInSteps(prefixes: Iterable<Prefix>): Steps<PrefixSet> {
  return setOf(yield* rowsInSteps(prefixes));
}

/** What a set is made of, as plain memory that can go to another thread: ranges, ascending and apart. */
export interface PrefixRows {
  readonly ipv4: Uint32Array<ArrayBuffer>;
  readonly ipv6: Uint32Array<ArrayBuffer>;
}

export const prefixRows = (prefixes: Iterable<Prefix>): PrefixRows => atOnce(rowsInSteps(prefixes));

function* rowsInSteps(prefixes: Iterable<Prefix>): Steps<PrefixRows> {
  const [rows4, rows6] = [createWords(), createWords()];
  let count = 0;
  for (const prefix of prefixes) {
    if (isIPv4Prefix(prefix)) addRow(rows4, prefix, ipv4Word);
    else addRow(rows6, prefix, 0);
    if (++count % piecesPerStep === 0) yield;
  }
  const ipv4 = yield* merged(rows4.taken(), ipv4Word);
  const ipv6 = yield* merged(rows6.taken(), 0);
  return { ipv4, ipv6 };
}

/** The set of these rows. */
export const setOf = ({ ipv4, ipv6 }: PrefixRows): PrefixSet => ({
  has: address => (isIPv4(address) ? holds(ipv4, address) : overlap(ipv6, 0, address, address)),
  meets: prefix => {
    const first = prefix.address;
    lastInto(lastWords, prefix);
    return isIPv4Prefix(prefix)
      ? overlap(ipv4, ipv4Word, first, lastWords)
      : overlap(ipv6, 0, first, lastWords);
  },
});

/** The word of an address in which IPv4 has all its bits; those before it are the same in all of them. */
const ipv4Word = 3;

export const isIPv4Prefix = (prefix: Prefix): boolean => isIPv4(prefix.address) && prefix.length >= 96;

/** A row has the first address of a range, then its last one, each from the word `from` on. */
function addRow(rows: Words, prefix: Prefix, from: number): void {
  const last = lastOf(prefix);
  for (let i = from; i < 4; i++) rows.push(prefix.address[i] ?? 0);
  for (let i = from; i < 4; i++) rows.push(last[i] ?? 0);
}

/** The last address of a network. */
export function lastOf(prefix: Prefix): Address {
  const words: FourWords = [0, 0, 0, 0];
  lastInto(words, prefix);
  return words;
}

/** The same, written over words that are there. */
export function lastInto(words: FourWords, { address, length }: Prefix): void {
  for (let i = 0; i < 4; i++) {
    const bits = length - 32 * i;
    const host = bits <= 0 ? 0xffffffff : bits >= 32 ? 0 : 0xffffffff >>> bits;
    words[i] = ((address[i] ?? 0) | host) >>> 0;
  }
}

type FourWords = [number, number, number, number];
/** Of the network in hand: a list would have to be made for each question. */
const lastWords: FourWords = [0, 0, 0, 0];

/** The rows in ascending order; what stands in another one is left out. */
function* merged(rows: Uint32Array, from: number): Steps<Uint32Array<ArrayBuffer>> {
  const size = 4 - from;
  const width = 2 * size;
  const out = new Uint32Array(rows.length);
  let end = 0;
  let count = 0;
  for (const index of yield* sortedOrder(rows, width, size)) {
    if (++count % piecesPerStep === 0) yield;
    const row = index * width;
    // Prefixes nest or are apart, they never overlap in part: one that begins behind the last one's end is new.
    const isNew = end === 0 || isBefore(out, end - size, rows, row, size);
    if (!isNew && !isBefore(out, end - size, rows, row + size, size)) continue;
    if (isNew) end += width;
    for (let i = 0; i < width; i++) out[end - width + i] = rows[row + i] ?? 0;
  }
  return out.slice(0, end);
}

/** Whether the address of so many words at one place is below that at another. */
function isBefore(
  ones: Uint32Array,
  at: number,
  others: Uint32Array,
  otherAt: number,
  size: number,
): boolean {
  for (let i = 0; i < size; i++) {
    const [one, other] = [ones[at + i] ?? 0, others[otherAt + i] ?? 0];
    if (one !== other) return one < other;
  }
  return false;
}

/** As `overlap`, for one address of IPv4: several sets are asked for each packet. */
function holds(rows: Uint32Array, address: Address): boolean {
  const word = address[ipv4Word];
  let low = 0;
  let high = rows.length >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[2 * middle + 1] ?? 0) < word) low = middle + 1;
    else if ((rows[2 * middle] ?? 0) > word) high = middle;
    else return true;
  }
  return false;
}

/** Whether an address from `first` to `last` is in a range. Makes no garbage. */
function overlap(rows: Uint32Array, from: number, first: Address, last: Address): boolean {
  const size = 4 - from;
  let low = 0;
  let high = rows.length / (2 * size);
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = middle * 2 * size;
    if (compare(rows, at + size, first, from) < 0) low = middle + 1;
    else if (compare(rows, at, last, from) > 0) high = middle;
    else return true;
  }
  return false;
}

/** Below, at or above 0: how the words of a row stand to an address. */
function compare(rows: Uint32Array, at: number, address: Address, from: number): number {
  for (let i = from; i < 4; i++) {
    const [one, other] = [rows[at + i - from] ?? 0, address[i] ?? 0];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
