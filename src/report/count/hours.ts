/** What is counted by the hour. */
export interface Hour {
  scans: number;
  observations: number;
  /** Lines that were held back, by when that was written. */
  held: number;
  bans: number;
}

export interface Hours {
  add(time: number, what: keyof Hour, by?: number): void;
  /** By the beginning of each hour in which anything was (milliseconds since the epoch). */
  readonly counts: ReadonlyMap<number, Readonly<Hour>>;
}

const long = 3_600_000;

/** Counts by hours as the clock on the wall has them, which somewhere begin at half past. Memory: a cell for each hour. */
export function createHours(): Hours {
  const counts = new Map<number, Hour>();
  // Lines come in order of time, and to find the hour takes longer than the rest.
  let [start, current] = [Number.NEGATIVE_INFINITY, blank()];
  const turnTo = (time: number): void => {
    start = hourOf(time);
    current = counts.get(start) ?? blank();
    counts.set(start, current);
  };
  return {
    add: (time, what, by = 1) => {
      if (time < start || time >= start + long) turnTo(time);
      current[what] += by;
    },
    counts,
  };
}

const blank = (): Hour => ({ scans: 0, observations: 0, held: 0, bans: 0 });

/** When the hour of a time began; the hour that the end of summer time repeats is two. */
export function hourOf(time: number): number {
  const date = new Date(time);
  return time - ((date.getMinutes() * 60 + date.getSeconds()) * 1000 + date.getMilliseconds());
}
