import { type Address, compareAddresses, maskAddress, type Prefix } from './address.ts';

/** Tells the longest of many prefixes that holds an address. */
export interface LongestMatch<V> {
  /** What stands for that prefix; undefined when none holds the address. Makes no garbage. */
  find(address: Address): V | undefined;
}

/** All prefixes of one length, ascending, four words each. */
interface Level<V> {
  readonly masks: Address;
  readonly words: Uint32Array;
  readonly values: readonly V[];
}

/**
 * Builds it once; a question costs a binary search for each length that there is, the longest first. A prefix that stands
 * there twice has one value of the two.
 */
export function longestMatch<V>(entries: Iterable<readonly [Prefix, V]>): LongestMatch<V> {
  const byLength = new Map<number, [Prefix, V][]>();
  for (const [prefix, value] of entries) {
    const same = byLength.get(prefix.length);
    if (same === undefined) byLength.set(prefix.length, [[prefix, value]]);
    else same.push([prefix, value]);
  }
  const lengths = [...byLength.keys()].sort((a, b) => b - a);
  const levels = lengths.map(length => levelOf(length, byLength.get(length) ?? []));
  return {
    find: address => {
      for (const level of levels) {
        const at = search(level, address);
        if (at >= 0) return level.values[at];
      }
      return undefined;
    },
  };
}

function levelOf<V>(length: number, entries: [Prefix, V][]): Level<V> {
  const masks = maskAddress([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], length);
  const sorted = entries
    .map(([prefix, value]) => [maskAddress(prefix.address, length), value] as const)
    .sort(([a], [b]) => compareAddresses(a, b));
  return {
    masks,
    words: Uint32Array.from(sorted.flatMap(([address]) => address)),
    values: sorted.map(([, value]) => value),
  };
}

/** The place of the prefix that holds the address, or -1. */
function search({ masks, words, values }: Level<unknown>, address: Address): number {
  const a = address[0] & masks[0];
  const b = address[1] & masks[1];
  const c = address[2] & masks[2];
  const d = address[3] & masks[3];
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = middle * 4;
    const order =
      compare(words[at], a) ||
      compare(words[at + 1], b) ||
      compare(words[at + 2], c) ||
      compare(words[at + 3], d);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return -1;
}

/** By their unsigned values. */
function compare(one: number | undefined, other: number): number {
  const a = (one ?? 0) >>> 0;
  const b = other >>> 0;
  return a < b ? -1 : a > b ? 1 : 0;
}
