import { type Address, formatAddress } from '../../net/address.ts';

/** Which hosts have named which source lately. */
export interface Agreement {
  /** Notes down that a host has named a source at a time; returns how many hosts have within the age. */
  add(origin: string, source: Address, time: number, now: number): number;
  /** Names that are kept. */
  readonly size: number;
}

/** Names that are kept, in some 20 MB. */
const mostNames = 100_000;

/**
 * Its memory is bounded, and who says most makes room: a host that floods forgets its own words alone.
 * @param maxAge how long a word counts (milliseconds)
 */
export function createAgreement(maxAge: number, bound = mostNames): Agreement {
  const sources = new Map<string, Map<string, number>>();
  const counts = new Map<string, number>();
  let size = 0;
  const forget = (source: string, origins: Map<string, number>, origin: string): void => {
    origins.delete(origin);
    if (origins.size === 0) sources.delete(source);
    size--;
    counts.set(origin, (counts.get(origin) ?? 1) - 1);
  };
  const drop = (isDue: (origin: string, time: number) => boolean): void => {
    for (const [source, origins] of sources)
      for (const [origin, time] of [...origins]) if (isDue(origin, time)) forget(source, origins, origin);
  };
  const makeRoom = (now: number): void => {
    drop((_origin, time) => now - time > maxAge);
    // A tenth at once: to look through all of them has to be worth it.
    const level = levelOf([...counts.values()], Math.floor(bound * 0.9));
    drop(origin => (counts.get(origin) ?? 0) > level);
    for (const [origin, count] of counts) if (count === 0) counts.delete(origin);
  };
  return {
    add: (origin, source, time, now) => {
      const key = formatAddress(source);
      const origins = sources.get(key) ?? new Map<string, number>();
      sources.set(key, origins);
      const before = origins.get(origin);
      if (before === undefined) {
        size++;
        counts.set(origin, (counts.get(origin) ?? 0) + 1);
      }
      origins.set(origin, Math.max(before ?? time, time));
      const agreed = [...origins.values()].filter(then => now - then <= maxAge).length;
      if (size > bound) makeRoom(now);
      return agreed;
    },
    get size() {
      return size;
    },
  };
}

/** How many each may keep so that all of them together have room: who has less keeps it all. */
function levelOf(counts: readonly number[], room: number): number {
  let [left, others] = [room, counts.length];
  for (const count of [...counts].sort((a, b) => a - b)) {
    const share = Math.floor(left / others);
    if (count > share) return share;
    left -= count;
    others--;
  }
  return Number.POSITIVE_INFINITY;
}
