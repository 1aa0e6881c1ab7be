/**
 * Fail2ban's times. Source: MyTime.str2seconds of fail2ban 1.0.2 (server/mytime.py), which turns each unit into a factor,
 * joins neighbours with "+" and evaluates; a month is a twelfth of a year of 365.25 days.
 */

const year = 365.25 * 86_400;
const units: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
  ['d', 86_400],
  ['w', 7 * 86_400],
  ['mo', year / 12],
  ['y', year],
]);

/** "-1" of a bantime: the ban never ends. */
export const permanent = -1;

/** Seconds of a time that the schema's pattern let through, such as "600", "1h 30m" or "1d12h"; "-1" is `permanent`. */
export function secondsOf(text: string): number {
  if (text.trim() === '-1') return permanent;
  const parts = [...text.matchAll(/(\d+) ?(mo|[smhdwy])?/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units.get(unit) ?? 1), 0);
}
