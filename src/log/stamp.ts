let cachedSecond = Number.NaN;
let cachedPrefix = '';

/**
 * `2026-11-22T08:00:54.123Z 1795334454.123`: UTC for people, then the epoch for Fail2ban, which reads it twice as fast
 * as a date and cannot take it for another zone. The part before the dot is made once a second, not once a line.
 * `time` is milliseconds since the epoch, of the years 1970 to 2286.
 */
export function stamp(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedPrefix = new Date(second * 1000).toISOString().slice(0, 19);
  }
  const millis = String(Math.floor(time) - second * 1000).padStart(3, '0');
  return `${cachedPrefix}.${millis}Z ${epochText(second)}.${millis}`;
}

/**
 * Seconds since the epoch as Fail2ban takes them: its `{EPOCH}` asks for ten digits (server/datetemplate.py), which a clock
 * before 2001 does not have, such as that of a board without a battery.
 */
export const epochText = (seconds: number): string => String(seconds).padStart(10, '0');
