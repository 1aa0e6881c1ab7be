import { type Address, compareAddresses, comparePrefixes, isIPv4, type Prefix } from './address.ts';
import { isIPv4Prefix, lastInto, lastOf } from './prefix-set.ts';

/** What has a time: of a packet it is asked itself, since a number would have to be made for each question. */
export interface Moment {
  readonly time: number;
}

/** A set to which a prefix may belong for a time; a time is in milliseconds since the epoch. A PrefixSet is one that never changes. */
export interface LapsingSet {
  has(address: Address, at: Moment | number): boolean;
  /** Whether the prefix and the set have an address in common. */
  meets(prefix: Prefix, time: number): boolean;
}

/** A prefix, and when it is no member any more. */
export interface Lapsing {
  readonly prefix: Prefix;
  readonly end: number;
}

/**
 * Builds it once. A question costs a binary search and a step for each network that the found one stands in, 128 at most,
 * and makes no garbage: nothing is built anew when a time is over. As in a PrefixSet, ::/0 does not hold the IPv4 hosts.
 */
export function lapsingSet(entries: readonly Lapsing[]): LapsingSet {
  const rowsOf = (four: boolean): Rows =>
    rowsFrom(entries.filter(({ prefix }) => isIPv4Prefix(prefix) === four));
  const [ipv4, ipv6] = [rowsOf(true), rowsOf(false)];
  return {
    has: (address, at) => has(isIPv4(address) ? ipv4 : ipv6, address, at),
    meets: (prefix, time) => meets(isIPv4Prefix(prefix) ? ipv4 : ipv6, prefix, time),
  };
}

/** Each prefix once, by its first address, a network before those in it. */
interface Rows {
  readonly firsts: readonly Address[];
  readonly lasts: readonly Address[];
  /** When the prefix, and every network that it stands in, has lapsed. */
  readonly ends: Float64Array;
  /** The nearest network that each stands in, or -1. */
  readonly around: Int32Array;
}

function rowsFrom(entries: readonly Lapsing[]): Rows {
  const sorted = [...entries].sort((a, b) => comparePrefixes(a.prefix, b.prefix));
  const unique = sorted.filter(
    (entry, at) => at === 0 || comparePrefixes(entry.prefix, nth(sorted, at - 1)) !== 0,
  );
  const rows = {
    firsts: unique.map(({ prefix }) => prefix.address),
    lasts: unique.map(({ prefix }) => lastOf(prefix)),
    ends: new Float64Array(unique.length),
    around: new Int32Array(unique.length),
  };
  const latest = latestEnds(sorted);
  for (const [at, { prefix }] of unique.entries()) {
    const outer = holder(rows, at - 1, prefix.address);
    rows.around[at] = outer;
    rows.ends[at] = Math.max(latest[at] ?? 0, outer < 0 ? 0 : (rows.ends[outer] ?? 0));
  }
  return rows;
}

const nth = (entries: readonly Lapsing[], at: number): Prefix =>
  entries[at]?.prefix ?? { address: [0, 0, 0, 0], length: 0 };

/** Of each prefix, of which there may be several in a row, the latest end. */
function latestEnds(sorted: readonly Lapsing[]): number[] {
  const ends: number[] = [];
  for (const [at, { prefix, end }] of sorted.entries())
    if (at > 0 && comparePrefixes(prefix, nth(sorted, at - 1)) === 0)
      ends.push(Math.max(ends.pop() ?? 0, end));
    else ends.push(end);
  return ends;
}

/** From a row whose prefix begins at or before the address: itself or the nearest around it that holds it, or -1. */
function holder({ lasts, around }: Rows, from: number, address: Address): number {
  let at = from;
  while (at >= 0 && compareAddresses(lasts[at] ?? address, address) < 0) at = around[at] ?? -1;
  return at;
}

/** The last row whose prefix begins at or before the address, or -1. */
function lastBefore({ firsts }: Rows, address: Address): number {
  let low = 0;
  let high = firsts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareAddresses(firsts[middle] ?? address, address) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function has(rows: Rows, address: Address, at: Moment | number): boolean {
  const time = typeof at === 'number' ? at : at.time;
  if (rows.firsts.length === 0) return false;
  const row = holder(rows, lastBefore(rows, address), address);
  return row >= 0 && (rows.ends[row] ?? 0) > time;
}

const last: [number, number, number, number] = [0, 0, 0, 0];

function meets(rows: Rows, prefix: Prefix, time: number): boolean {
  if (has(rows, prefix.address, time)) return true;
  lastInto(last, prefix);
  for (let at = lastBefore(rows, prefix.address) + 1; at < rows.firsts.length; at++) {
    if (compareAddresses(rows.firsts[at] ?? last, last) > 0) return false;
    if ((rows.ends[at] ?? 0) > time) return true;
  }
  return false;
}
