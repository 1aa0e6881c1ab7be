import { portFlags } from '../../net/ports.ts';

/** How long a port must have been free before it is ours: its service may just be restarting. */
export const quietTime = 10 * 60_000;

/**
 * The ports that were seen in use, and for how long each must be left alone. Times are milliseconds of one clock, whichever
 * the caller has.
 */
export interface Quarantine {
  /** It was in use just now. */
  saw(port: number, now: number): void;
  /** True while it must be left alone. */
  holds(port: number): boolean;
  /** Notes what is in use now and lets those go that have been free for the quiet time. */
  refresh(inUse: ReadonlySet<number>, now: number): void;
  /** Every port with its last use, the oldest first. */
  entries(): IterableIterator<[port: number, lastUse: number]>;
  size(): number;
  /** Grows when a port comes or goes, so that a copy is known to be old. */
  readonly changes: number;
}

/** At most `bound` ports are kept; who was seen longest ago makes room. */
export function createQuarantine(quiet: number = quietTime, bound = Infinity): Quarantine {
  const lastUse = new Map<number, number>();
  /** Those of the Map: each packet asks. */
  const flags = portFlags([]);
  const result = { changes: 0 };
  const release = (port: number): void => {
    lastUse.delete(port);
    flags[port] = 0;
  };
  return Object.assign(result, {
    saw: (port: number, now: number): void => {
      // Set anew, so that the Map stays in the order of the last use.
      if (!lastUse.delete(port)) result.changes++;
      lastUse.set(port, now);
      flags[port] = 1;
      if (lastUse.size <= bound) return;
      for (const oldest of lastUse.keys()) {
        release(oldest);
        return;
      }
    },
    holds: (port: number): boolean => flags[port] === 1,
    refresh: (inUse: ReadonlySet<number>, now: number): void => {
      for (const [port, time] of lastUse) {
        if (inUse.has(port)) lastUse.set(port, now);
        else if (now - time >= quiet) {
          release(port);
          result.changes++;
        }
      }
    },
    entries: (): IterableIterator<[number, number]> => lastUse.entries(),
    size: (): number => lastUse.size,
  });
}
