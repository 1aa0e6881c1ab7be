import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import { isAhead } from './source.ts';

/** A sentry writes every five seconds; one that is silent for this long is stuck, or cannot write (milliseconds). */
export const tooLong = 30_000;

/**
 * How a living sentry is silent, for a sentence that begins with it; undefined where it is not.
 * @param time when it wrote last, and `now`: milliseconds since the epoch
 * @param what it writes
 */
export function silence(time: number, now: number, what: string): string | undefined {
  if (isAhead(time, now))
    return `has not written ${what} for 10 s, and the time in it lies ahead of the clock, ${ago(time, now)}`;
  return now - time > tooLong ? `last wrote ${what} ${ago(time, now)}` : undefined;
}

export const silenceFix =
  '"journalctl -u portjail" may say why; "systemctl restart portjail" starts it again';

export const ago = (time: number, now: number): string =>
  formatDistanceStrict(time, now, { addSuffix: true });
