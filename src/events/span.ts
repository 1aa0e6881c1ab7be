import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import { UsageError } from '../util/errors.ts';

/** A part of time, both ends in it (milliseconds since the epoch). */
export interface Span {
  readonly since: number;
  readonly until: number;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** What is looked at where nobody says since when (milliseconds): a week. */
const usual = 604_800_000;

/**
 * The span that `--since`, `--until` and `--all` ask for: the last 7 days without any; with `--all` everything that is
 * kept. Throws UsageError for a text that is no time, and for an end before the beginning.
 */
export function parseSpan(
  { since, until, all = false }: { readonly since?: string; readonly until?: string; readonly all?: boolean },
  now: number,
): Span {
  if (all && since !== undefined) throw new UsageError('--all and --since: one of the two');
  const end = until === undefined ? now : parseTime('--until', until, now);
  const start = all ? 0 : since === undefined ? Math.min(now, end) - usual : parseTime('--since', since, now);
  if (start > end)
    throw new UsageError(
      `--since "${since}" is later than --until "${until}": give the earlier time to --since`,
    );
  return { since: start, until: end };
}

/** Reads `--since` alone, as `parseTime` does. */
export const parseSince = (text: string, now: number): number => parseTime('--since', text, now);

/** Reads `90s`, `10m`, `2h`, `1d`, `1w` (that long before now) or an ISO time; milliseconds since the epoch. */
function parseTime(option: string, text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,6}) ?([smhdw])$/.exec(text) ?? [];
  const time = count === undefined ? isoTime(text) : now - Number(count) * 1000 * (units[unit] ?? Number.NaN);
  if (time === undefined)
    throw new UsageError(
      `${option}: expected a span such as 10m, 2h or 1d, or a time such as 2026-11-22T08:00, found "${text}"`,
    );
  if (time > now) throw new UsageError(`${option}: "${text}" lies in the future`);
  return time;
}

/** Without a zone it is local time, which is what the clock on the wall says. */
function isoTime(text: string): number | undefined {
  // parseISO takes more than people mean: "20" is a century to it.
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
  const date = parseISO(text);
  return isValid(date) ? date.getTime() : undefined;
}
