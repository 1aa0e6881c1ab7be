import type { Tally } from '../log/line.ts';
import { type Address, formatAddress } from '../net/address.ts';
import type { Probe } from '../probe.ts';

/** A source in the list, by its newest probe. */
export interface Entry {
  readonly probe: Probe;
  readonly tally: Tally;
  /** When it came into the list. */
  readonly since: number;
}

/** The sources that would be named but for the flood, of which those with the most ports are kept. */
export interface Waiting {
  /**
   * Puts a source into the list, where there is room or another has fewer ports, or its newest probe in place of the
   * last. Answers the probe that is given up for it: this one, when its source was turned away.
   */
  offer(probe: Probe, tally: Tally, now: number): Probe | undefined;
  /** Takes out the one with the most ports; the first to come among equals. */
  takeBest(): Entry | undefined;
  /** Takes out a source that has no need to wait any more. */
  take(source: Address): Entry | undefined;
  /** Takes out whoever has waited for longer than this (milliseconds). */
  takeExpired(now: number, longest: number): Entry[];
  readonly size: number;
}

export const maxWaiting = 64;

export function createWaiting(): Waiting {
  const entries = new Map<string, Entry>();
  /** Nobody in the list has fewer ports: whoever has no more is turned away without a look at the list. */
  let bar = 0;

  const takeOut = (key: string | undefined): Entry | undefined => {
    if (key === undefined) return undefined;
    const entry = entries.get(key);
    entries.delete(key);
    return entry;
  };
  const put = (key: string, entry: Entry): void => {
    entries.set(key, entry);
    bar = Math.min(bar, entry.tally.ports);
  };
  const compete = (key: string, entry: Entry): Probe | undefined => {
    const [weakestKey, weakest] = extreme(entries, (a, b) => a.tally.ports < b.tally.ports);
    bar = weakest?.tally.ports ?? 0;
    if (entry.tally.ports <= bar) return entry.probe;
    takeOut(weakestKey);
    put(key, entry);
    return weakest?.probe;
  };
  return {
    offer: (probe, tally, now) => {
      const key = formatAddress(probe.source);
      const known = entries.get(key);
      if (known === undefined && entries.size >= maxWaiting)
        return tally.ports > bar ? compete(key, { probe, tally, since: now }) : probe;
      put(key, { probe, tally, since: known?.since ?? now });
      return known?.probe;
    },
    takeBest: () => takeOut(extreme(entries, (a, b) => a.tally.ports > b.tally.ports)[0]),
    take: source => takeOut(formatAddress(source)),
    takeExpired: (now, longest) =>
      [...entries]
        .filter(([, { since }]) => Math.abs(now - since) > longest)
        .flatMap(([key]) => takeOut(key) ?? []),
    get size() {
      return entries.size;
    },
  };
}

/** The first entry that no other surpasses. The list is short, and looked through only for who may get in or is named. */
function extreme(
  entries: ReadonlyMap<string, Entry>,
  surpasses: (a: Entry, b: Entry) => boolean,
): [string, Entry] | [undefined, undefined] {
  let found: [string, Entry] | [undefined, undefined] = [undefined, undefined];
  for (const candidate of entries)
    if (found[1] === undefined || surpasses(candidate[1], found[1])) found = candidate;
  return found;
}
