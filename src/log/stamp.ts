let cachedSecond = Number.NaN;
let cachedPrefix = '';

/**
 * `2026-11-22T08:00:54.123Z 1795334454.123`: UTC for people, then the epoch for Fail2ban, which reads it twice as fast
 * as a date and cannot take it for another zone. The part before the dot is made once a second, not once a line.
 */
export function stamp(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedPrefix = new Date(second * 1000).toISOString().slice(0, 19);
  }
  const millis = String(Math.floor(time) - second * 1000).padStart(3, '0');
  return `${cachedPrefix}.${millis}Z ${second}.${millis}`;
}
