import type { Moment } from '../../net/lapsing-set.ts';

/** At most so many in any period: exact, from the times of the last ones, and without a clock of its own. */
export interface Pace {
  /** Whether one more may happen at `now` (milliseconds) so that `kept` places of the period stay free. */
  allows(now: number, kept?: number): boolean;
  take(now: number): void;
}

/** @param period milliseconds */
export function createPace(most: number, period: number): Pace {
  const times = new Float64Array(most).fill(Number.NEGATIVE_INFINITY);
  /** Where the oldest time stands, which the next one takes the place of. */
  let oldest = 0;
  return {
    allows: (now, kept = 0) => {
      const then = times[(oldest + kept) % most] ?? 0;
      // A time ahead of now is from before the clock was set back: it counts no more.
      return now < then || now - then >= period;
    },
    take: now => {
      times[oldest] = now;
      oldest = (oldest + 1) % most;
    },
  };
}

/** Sources of probes differ by as much (milliseconds): a busy packet ring is read later than a socket. */
export const disorder = 10_000;

/**
 * Makes one time that does not go back from the times of many. Only a clock that was really set back starts anew:
 * otherwise two readers, one of them late, would take turns to free each other's pace.
 */
export function createSteadyClock(): SteadyClock {
  const clock = {
    now: Number.NEGATIVE_INFINITY,
    hear: ({ time }: Moment): void => {
      clock.now = clock.now - time > disorder ? time : Math.max(clock.now, time);
    },
  };
  return clock;
}

/** A time in a field, where it is written over: one that is returned would be made anew for each packet. */
export interface SteadyClock {
  readonly now: number;
  readonly hear: (moment: Moment) => void;
}
