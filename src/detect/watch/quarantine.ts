/** How long a port must have been free before it is ours: its service may just be restarting. */
export const quietTime = 10 * 60_000;

/**
 * What was seen in use, such as the ports of services, and for how long it must be left alone. Times are milliseconds of
 * one clock, whichever the caller has.
 */
export interface Quarantine<K> {
  /** It was in use just now. */
  saw(key: K, now: number): void;
  /** True while it must be left alone. */
  holds(key: K): boolean;
  /** Notes what is in use now and lets those go that have been free for the quiet time. */
  refresh(inUse: ReadonlySet<K>, now: number): void;
  /** Every key with its last use, the oldest first. */
  entries(): IterableIterator<[key: K, lastUse: number]>;
  size(): number;
  /** Grows when a key comes or goes, so that a copy is known to be old. */
  readonly changes: number;
}

/** At most `bound` keys are kept; who was seen longest ago makes room. */
export function createQuarantine<K>(quiet: number = quietTime, bound = Infinity): Quarantine<K> {
  const lastUse = new Map<K, number>();
  const result = { changes: 0 };
  return Object.assign(result, {
    saw: (key: K, now: number): void => {
      // Set anew, so that the Map stays in the order of the last use.
      if (!lastUse.delete(key)) result.changes++;
      lastUse.set(key, now);
      if (lastUse.size <= bound) return;
      for (const oldest of lastUse.keys()) {
        lastUse.delete(oldest);
        return;
      }
    },
    holds: (key: K): boolean => lastUse.has(key),
    refresh: (inUse: ReadonlySet<K>, now: number): void => {
      for (const [key, time] of lastUse) {
        if (inUse.has(key)) lastUse.set(key, now);
        else if (now - time >= quiet && lastUse.delete(key)) result.changes++;
      }
    },
    entries: (): IterableIterator<[K, number]> => lastUse.entries(),
    size: (): number => lastUse.size,
  });
}
