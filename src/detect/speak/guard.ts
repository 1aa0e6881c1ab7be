import { createPace, type SteadyClock } from './pace.ts';

/** What a line is: an observation, or a ban-grade line, its source's first or a further one. */
export type Sort = 'seen' | 'packet again' | 'packet first' | 'handshake again' | 'handshake first';

/** Who may speak now. */
export interface Guard {
  /** Whether a line of this sort may be written now, by a clock that does not go back. */
  allows(sort: Sort, clock: Pick<SteadyClock, 'now'>): boolean;
  /** Counts one that was written. */
  spend(sort: Sort, clock: Pick<SteadyClock, 'now'>): void;
}

const second = 1_000;
const minute = 60_000;

/** Lines in any second, and first ban-grade lines in any second: Fail2ban bans 40 to 70 a second. */
const mostLines = 50;
const mostSources = 30;
/** Of these, for sources that may be forged. */
const mostUnverifiedASecond = 10;
/** Sources that may be forged in any minute: one half as they come, the other half one by one. */
export const mostUnverified = 30;

/** Lines of the second that a sort leaves to those more important. */
const kept: Readonly<Record<Sort, number>> = {
  seen: 35,
  'packet again': 30,
  'packet first': 25,
  'handshake again': 10,
  'handshake first': 0,
};

const isFirst = (sort: Sort): boolean => sort === 'handshake first' || sort === 'packet first';

export function createGuard(): Guard {
  const lines = createPace(mostLines, second);
  const sources = createPace(mostSources, second);
  const forgeable = createPace(mostUnverifiedASecond, second);
  const half = mostUnverified / 2;
  const atOnce = createPace(half, minute);
  // Were all of them spent as they come, a real scan would wait for a minute behind thirty that were forged in a second.
  const turns = createPace(1, minute / half);
  return {
    allows: (sort, { now }) => {
      if (!lines.allows(now, kept[sort])) return false;
      if (isFirst(sort) && !sources.allows(now)) return false;
      return sort !== 'packet first' || (forgeable.allows(now) && (atOnce.allows(now) || turns.allows(now)));
    },
    spend: (sort, { now }) => {
      lines.take(now);
      if (isFirst(sort)) sources.take(now);
      if (sort !== 'packet first') return;
      forgeable.take(now);
      (atOnce.allows(now) ? atOnce : turns).take(now);
    },
  };
}
