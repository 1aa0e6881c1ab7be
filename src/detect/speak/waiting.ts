import type { Tally, Why } from '../../log/line.ts';
import { type Address, formatAddress } from '../../net/address.ts';
import type { Probe, Protocol } from '../../probe.ts';

/** A source in the list, by its probes. */
export interface Entry {
  /** The newest of each port, the newest of all last; never empty, and `mostProbes` at most. */
  readonly probes: readonly Probe[];
  /** How many came. */
  readonly count: number;
  /** There were more ports than are kept. */
  readonly hasMore: boolean;
  /** What the source came to with the newest. */
  readonly tally: Tally;
  /** Of an observation. */
  readonly why?: Why | undefined;
  /** When it came into the list. */
  readonly since: number;
}

/** The sources whose line waits, for an answer or for a flood to pass, of which those with the most ports are kept. */
export interface Waiting {
  /**
   * Puts a source into the list, where there is room or another has fewer ports; its newest probe joins those that it
   * has there. Returns what is given up for it: another entry, or its own when it was turned away.
   */
  offer(probe: Probe, tally: Tally, now: number, why?: Why): Entry | undefined;
  /** Takes out, of those in the list since then or earlier, the one with the most ports; the first to come among equals. */
  takeBest(since?: number): Entry | undefined;
  /** Takes out a source that has no need to wait any more. */
  take(source: Address): Entry | undefined;
  /** Takes out whoever has waited for longer than this (milliseconds). */
  takeExpired(now: number, longest: number): Entry[];
  /** Takes away the probe of a port that has answered its source. Returns the entry that had no other, and is out. */
  settle(source: Address, protocol: Protocol, port: number): Entry | undefined;
  /** Says anew what a source comes to, if it is in the list, and why an observation that is no other's business is one. */
  retell(source: Address, tally: Tally, why: Why): void;
  /** Whether somebody is in the list since then or earlier, and how many are. */
  isDue(since: number): boolean;
  countSince(since: number): number;
  readonly size: number;
  /** Probes of all of them. */
  readonly probes: number;
}

export const maxWaiting = 64;
export const mostProbes = 8;

type Mutable = { -readonly [K in keyof Entry]: K extends 'probes' ? Probe[] : Entry[K] };

export function createWaiting(): Waiting {
  const entries = new Map<string, Mutable>();
  /** Nobody in the list has fewer ports: whoever has no more is turned away without a look at the list. */
  let bar = 0;
  let probes = 0;
  let oldest = Number.POSITIVE_INFINITY;

  const takeOut = (key: string | undefined): Entry | undefined => {
    const entry = key === undefined ? undefined : entries.get(key);
    if (key === undefined || entry === undefined) return undefined;
    entries.delete(key);
    probes -= entry.count;
    if (entry.since <= oldest) {
      oldest = Number.POSITIVE_INFINITY;
      for (const { since } of entries.values()) oldest = Math.min(oldest, since);
    }
    return entry;
  };
  const put = (key: string, entry: Mutable): void => {
    entries.set(key, entry);
    probes += entry.count;
    oldest = Math.min(oldest, entry.since);
    bar = Math.min(bar, entry.tally.ports);
  };
  const join = (entry: Mutable, probe: Probe, tally: Tally, why: Why | undefined): void => {
    const known = entry.probes.findIndex(other => isOf(other, probe.protocol, probe.port));
    if (known >= 0) entry.probes.splice(known, 1);
    else if (entry.probes.length === mostProbes) {
      entry.probes.pop();
      entry.hasMore = true;
    }
    entry.probes.push(probe);
    entry.count++;
    entry.tally = tally;
    entry.why = why;
    probes++;
    bar = Math.min(bar, tally.ports);
  };
  const compete = (key: string, entry: Mutable): Entry | undefined => {
    const [weakestKey, weakest] = extreme(entries, (a, b) => a.tally.ports < b.tally.ports);
    bar = weakest?.tally.ports ?? 0;
    if (entry.tally.ports <= bar) return entry;
    takeOut(weakestKey);
    put(key, entry);
    return weakest;
  };
  return {
    offer: (probe, tally, now, why) => {
      const key = formatAddress(probe.source);
      const known = entries.get(key);
      if (known !== undefined) {
        join(known, probe, tally, why);
        return undefined;
      }
      const entry: Mutable = { probes: [probe], count: 1, hasMore: false, tally, why, since: now };
      if (entries.size >= maxWaiting) return tally.ports > bar ? compete(key, entry) : entry;
      put(key, entry);
      return undefined;
    },
    takeBest: (since = Number.POSITIVE_INFINITY) => {
      if (oldest > since) return undefined;
      const due = new Map([...entries].filter(([, entry]) => entry.since <= since));
      return takeOut(extreme(due, (a, b) => a.tally.ports > b.tally.ports)[0]);
    },
    take: source => takeOut(formatAddress(source)),
    takeExpired: (now, longest) =>
      [...entries]
        .filter(([, { since }]) => Math.abs(now - since) > longest)
        .flatMap(([key]) => takeOut(key) ?? []),
    settle: (source, protocol, port) => {
      const key = formatAddress(source);
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const others = entry.probes.filter(probe => !isOf(probe, protocol, port));
      if (others.length > 0) entry.probes = others;
      return others.length > 0 || entry.hasMore ? undefined : takeOut(key);
    },
    retell: (source, tally, why) => {
      const entry = entries.get(formatAddress(source));
      if (entry === undefined) return;
      entry.tally = tally;
      if (entry.why === 'lan' || entry.why === 'below-trigger') entry.why = why;
      bar = Math.min(bar, tally.ports);
    },
    isDue: since => entries.size > 0 && oldest <= since,
    countSince: since =>
      oldest > since ? 0 : [...entries.values()].filter(entry => entry.since <= since).length,
    get size() {
      return entries.size;
    },
    get probes() {
      return probes;
    },
  };
}

const isOf = (probe: Probe, protocol: Protocol, port: number): boolean =>
  probe.port === port && probe.protocol === protocol;

/** The first entry that no other surpasses. The list is short, and looked through only for who may get in or is named. */
function extreme<E extends Entry>(
  entries: ReadonlyMap<string, E>,
  surpasses: (a: E, b: E) => boolean,
): [string, E] | [undefined, undefined] {
  let found: [string, E] | [undefined, undefined] = [undefined, undefined];
  for (const candidate of entries)
    if (found[1] === undefined || surpasses(candidate[1], found[1])) found = candidate;
  return found;
}
