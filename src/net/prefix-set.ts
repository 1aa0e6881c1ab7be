import { type Address, compareAddresses, isIPv4, type Prefix } from './address.ts';

/** A set of addresses given as prefixes; a question costs a binary search, however many there are. */
export interface PrefixSet {
  has(address: Address): boolean;
  /** Whether the prefix and the set have an address in common. */
  meets(prefix: Prefix): boolean;
}

interface Range {
  readonly first: Address;
  readonly last: Address;
}

/**
 * Builds the set once, with overlapping prefixes merged. An IPv6 prefix that is wide enough to hold the mapped
 * range (::/0) does not hold the IPv4 hosts: nobody who writes ::/0 means them.
 */
export function prefixSet(prefixes: Iterable<Prefix>): PrefixSet {
  const all = [...prefixes];
  const ipv4 = mergedRanges(all.filter(isIPv4Prefix));
  const ipv6 = mergedRanges(all.filter(prefix => !isIPv4Prefix(prefix)));
  return {
    has: address => overlaps(isIPv4(address) ? ipv4 : ipv6, address, address),
    meets: prefix => {
      const { first, last } = rangeOf(prefix);
      return overlaps(isIPv4Prefix(prefix) ? ipv4 : ipv6, first, last);
    },
  };
}

const isIPv4Prefix = (prefix: Prefix): boolean => isIPv4(prefix.address) && prefix.length >= 96;

function overlaps(ranges: readonly Range[], first: Address, last: Address): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (compareAddresses(range.last, first) < 0) low = middle + 1;
    else if (compareAddresses(range.first, last) > 0) high = middle;
    else return true;
  }
  return false;
}

function mergedRanges(prefixes: readonly Prefix[]): Range[] {
  const sorted = prefixes.map(rangeOf).sort((a, b) => compareAddresses(a.first, b.first));
  const merged: Range[] = [];
  for (const range of sorted) {
    const previous = merged.at(-1);
    // Prefixes nest or are apart, they never overlap in part: the wider one, which sorts first or equal, wins.
    if (previous === undefined || compareAddresses(previous.last, range.first) < 0) merged.push(range);
    else if (compareAddresses(previous.last, range.last) < 0) merged[merged.length - 1] = range;
  }
  return merged;
}

function rangeOf(prefix: Prefix): Range {
  const word = (i: 0 | 1 | 2 | 3): number => {
    const bits = prefix.length - 32 * i;
    const host = bits <= 0 ? 0xffffffff : bits >= 32 ? 0 : 0xffffffff >>> bits;
    return (prefix.address[i] | host) >>> 0;
  };
  return { first: prefix.address, last: [word(0), word(1), word(2), word(3)] };
}
