import { addDays } from 'date-fns/addDays';
import { addMonths } from 'date-fns/addMonths';
import { startOfDay } from 'date-fns/startOfDay';
import { startOfMonth } from 'date-fns/startOfMonth';
import type { Gap } from '../events/account.ts';
import type { Span } from '../events/span.ts';
import { type Hour, type Hours, hourOf } from './count/hours.ts';
import type { Timeline, TimePart } from './report.ts';

const hour = 3_600_000;
const day = 24 * hour;

const units = {
  hour: { start: (time: number) => time, next: (time: number) => time + hour },
  day: {
    start: (time: number) => startOfDay(time).getTime(),
    next: (time: number) => addDays(time, 1).getTime(),
  },
  month: {
    start: (time: number) => startOfMonth(time).getTime(),
    next: (time: number) => addMonths(time, 1).getTime(),
  },
} as const;

/** By the hour up to two days, by the day up to two months, else by the month. */
const unitOf = ({ since, until }: Span): Timeline['unit'] =>
  until - since <= 2 * day ? 'hour' : until - since <= 62 * day ? 'day' : 'month';

/** What is counted by the hour, as parts of the span with nothing left out: where nothing was, and where nothing is known. */
export function timelineOf(span: Span, hours: Hours, gaps: Gaps): Timeline {
  const unit = unitOf(span);
  const { start, next } = units[unit];
  const sums = new Map<number, Hour>();
  for (const [time, count] of hours.counts) {
    const key = start(time);
    sums.set(key, added(sums.get(key), count));
  }
  const parts: TimePart[] = [];
  for (let at = start(hourOf(span.since)); at <= span.until; at = next(at)) {
    const part = { since: Math.max(at, span.since), until: Math.min(next(at), span.until) };
    if (part.since < part.until || sums.has(at)) parts.push(partOf(part, sums.get(at), gaps));
  }
  return { unit, parts };
}

interface Gaps {
  readonly log: readonly Gap[];
  readonly bans: readonly Gap[];
}

const added = (sum: Hour | undefined, { scans, observations, held, bans }: Hour): Hour => ({
  scans: scans + (sum?.scans ?? 0),
  observations: observations + (sum?.observations ?? 0),
  held: held + (sum?.held ?? 0),
  bans: bans + (sum?.bans ?? 0),
});

function partOf(part: Span, sum: Hour | undefined, gaps: Gaps): TimePart {
  const isTold = (told: readonly Gap[], count: number): boolean =>
    count > 0 || !told.some(gap => gap.since <= part.since && gap.until >= part.until);
  const { scans = 0, observations = 0, held = 0, bans = 0 } = sum ?? {};
  const [isLogTold, isBansTold] = [isTold(gaps.log, scans + observations + held), isTold(gaps.bans, bans)];
  return {
    ...part,
    scans: isLogTold ? scans : null,
    observations: isLogTold ? observations : null,
    heldBack: isLogTold ? held : null,
    bans: isBansTold ? bans : null,
    isPartial: isLogTold && gaps.log.some(gap => gap.since < part.until && gap.until > part.since),
  };
}
