import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import { UsageError } from '../util/errors.ts';

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Reads `90s`, `10m`, `2h`, `1d`, `1w` (that long before now) or an ISO time; milliseconds since the epoch. */
export function parseSince(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,6}) ?([smhdw])$/.exec(text) ?? [];
  const time = count === undefined ? isoTime(text) : now - Number(count) * 1000 * (units[unit] ?? Number.NaN);
  if (time === undefined)
    throw new UsageError(
      `--since: expected a span such as 10m, 2h or 1d, or a time such as 2026-11-22T08:00, found "${text}"`,
    );
  if (time > now) throw new UsageError(`--since: "${text}" lies in the future`);
  return time;
}

/** Without a zone it is local time, which is what the clock on the wall says. */
function isoTime(text: string): number | undefined {
  // parseISO takes more than people mean: "20" is a century to it.
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
  const date = parseISO(text);
  return isValid(date) ? date.getTime() : undefined;
}
