import type { Span } from './span.ts';

/** What a reading of one log has counted. */
export interface Counts {
  /** Lines that the log's writer has not written, or not whole; of Fail2ban's log none are counted. */
  foreign: number;
  /** Lines older than the one before them, as after a clock was set back: each keeps its place and its own time. */
  backwards: number;
  /** Lines whose time is still to come: the clock was wrong then, or is now. */
  ahead: number;
  /** Events that were told. */
  events: number;
}

export const noCounts = (): Counts => ({ foreign: 0, backwards: 0, ahead: 0, events: 0 });

/** A clock that is kept right goes back less than this (milliseconds). */
const jitter = 1000;

/** What is written while a log is read is no line of the future (milliseconds). */
const tolerance = 3_600_000;

/** Counts in which lines a log's clock goes back, and is ahead. Returns whether a line is of the span. */
export function createClock({ since, until }: Span, counts: Counts): (time: number) => boolean {
  const soon = Math.max(until, Date.now()) + tolerance;
  let last = Number.NEGATIVE_INFINITY;
  return time => {
    if (time < last - jitter) counts.backwards++;
    last = time;
    if (time > soon) counts.ahead++;
    return time >= since && time <= until;
  };
}
