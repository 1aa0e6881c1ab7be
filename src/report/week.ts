import type { Gap } from '../events/account.ts';
import type { Span } from '../events/span.ts';
import { type Hours, hourOf } from './count/hours.ts';

const hour = 3_600_000;

/**
 * Lines an hour, by weekday (Monday first) and hour of the local clock: the mean of all such hours of which the log tells.
 * Null where it tells of none, or the span holds none.
 */
export function weekOf(span: Span, hours: Hours, gaps: readonly Gap[]): (number | null)[][] {
  const [lines, told] = [emptyWeek(), emptyWeek()];
  for (const [time, { scans, observations }] of hours.counts) add(lines, time, scans + observations);
  for (let at = hourOf(span.since); at < span.until; at += hour)
    if (
      !gaps.some(
        ({ since, until }) => since <= Math.max(at, span.since) && until >= Math.min(at + hour, span.until),
      )
    )
      add(told, at, (Math.min(at + hour, span.until) - Math.max(at, span.since)) / hour);
  return lines.map((row, day) =>
    row.map((sum, at) => {
      const share = told[day]?.[at] ?? 0;
      // A minute of an hour says little of an hour.
      return share === 0 && sum === 0 ? null : Math.round((sum / Math.max(1, share)) * 10) / 10;
    }),
  );
}

const emptyWeek = (): number[][] => Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));

function add(week: number[][], time: number, count: number): void {
  const date = new Date(time);
  const row = week[(date.getDay() + 6) % 7];
  if (row !== undefined) row[date.getHours()] = (row[date.getHours()] ?? 0) + count;
}
