/** How long a port must have been free before it is ours to open: its service may just be restarting. */
export const quietTime = 10 * 60_000;

/** Ports that a service was seen to use. Times are milliseconds of one clock, whichever the caller has. */
export interface Quarantine {
  /** The port was in use just now. */
  saw(port: number, now: number): void;
  /** True while the port must be left alone. */
  holds(port: number): boolean;
  /** Notes which ports are in use now and lets those go that have been free for the quiet time. */
  refresh(inUse: ReadonlySet<number>, now: number): void;
  readonly size: number;
}

export function createQuarantine(): Quarantine {
  const lastUse = new Map<number, number>();
  return {
    saw: (port, now) => {
      lastUse.set(port, now);
    },
    holds: port => lastUse.has(port),
    refresh: (inUse, now) => {
      for (const [port, time] of lastUse) {
        if (inUse.has(port)) lastUse.set(port, now);
        else if (now - time >= quietTime) lastUse.delete(port);
      }
    },
    get size() {
      return lastUse.size;
    },
  };
}
