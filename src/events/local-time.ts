/** Reads the local times of a log, in their order; milliseconds since the epoch, NaN for what is no time. */
export type LocalTimes = (text: string, millis: number) => number;

/** A clock that is set by hand or by the network goes back less than this (milliseconds). */
const tolerance = 60_000;

/**
 * A local time without a zone, as Fail2ban writes it (`2026-10-25 02:30:00`), is of two moments in the hour that the end
 * of summer time repeats: the first one is meant, unless the log was further already. One that the beginning of summer time
 * leaves out is read as if the clock had not been set yet.
 */
export function createLocalTimes(): LocalTimes {
  let [minute, first, second, last] = ['', Number.NaN, Number.NaN, Number.NEGATIVE_INFINITY];
  return (text, millis) => {
    // A log has many lines of one minute, and to find its moment takes longer than the rest.
    if (!text.startsWith(minute) || minute === '') {
      minute = text.slice(0, 16);
      [first, second] = momentsOf(minute);
    }
    const within = Number(text.slice(17, 19)) * 1000 + millis;
    const isRepeated = first + within < last - tolerance && second + within >= last - tolerance;
    const time = (isRepeated ? second : first) + within;
    last = time;
    return time;
  };
}

/** The moments at which the clock on the wall shows a minute; one of them twice where it does so once. */
function momentsOf(minute: string): [first: number, second: number] {
  const [year = Number.NaN, month = 0, ...rest] = minute.split(/\D/).map(Number);
  const [day = 0, hour = 0, min = 0] = rest;
  const at = new Date(year, month - 1, day, hour, min).getTime();
  const shown = (time: number): boolean => {
    const date = new Date(time);
    return date.getHours() === hour && date.getMinutes() === min;
  };
  // Clocks are set by an hour; by half of one on Lord Howe Island.
  const other = [-60, -30, 30, 60].map(by => at + by * 60_000).find(shown) ?? at;
  return [Math.min(at, other), Math.max(at, other)];
}
