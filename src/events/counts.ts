/** What a reading of one log has counted. */
export interface Counts {
  /** Lines that the log's writer has not written, or not whole; of Fail2ban's log none are counted. */
  foreign: number;
  /** Lines older than the one before them, as after a clock was set back: each keeps its place and its own time. */
  backwards: number;
  /** Events that were told. */
  events: number;
}

export const noCounts = (): Counts => ({ foreign: 0, backwards: 0, events: 0 });

/** A clock that is kept right goes back less than this (milliseconds). */
const jitter = 1000;

/** Counts in which lines a log's clock goes back. */
export function createClock(counts: Counts): (time: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  return time => {
    if (time < last - jitter) counts.backwards++;
    last = time;
  };
}
