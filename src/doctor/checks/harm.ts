import { secondsOf } from '../../config/read/time.ts';
import type { Difference } from '../differences.ts';

/** Which values of an option leave a jail without effect, and how values are shown. */

/** Options whose other value in Fail2ban's files has a finding of its own: usedns, jail-on-other-log, other-filter. */
export const spokenOf: ReadonlySet<string> = new Set([
  'usedns',
  'logpath',
  'failregex',
  'datepattern',
  'maxlines',
  'journalmatch',
]);

/** By the option's name, what a value does. Times are seconds. */
const harms: Readonly<Record<string, (value: string) => string | undefined>> = {
  // A scanner that goes on is named again on a log scale, or once a minute.
  maxretry: value => (Number(value) > 20 ? 'so many lines come of no scan, and nobody is banned' : undefined),
  bantime: value => (isShort(value, 60) ? 'a ban ends as soon as it has begun' : undefined),
  // Fail2ban takes up to a second or two from a line to its jail.
  findtime: value => (isShort(value, 10) ? 'a line is too old to count when it is read' : undefined),
  ignorecommand: value => (value === '' ? undefined : 'it may spare whoever scans'),
};

/** What makes a jail blind or harmless when it is not as it was written, whatever it is instead. */
const vital = new Set(['failregex', 'ignoreregex', 'datepattern', 'journalmatch', 'logpath', 'actions']);
const vitalOfAction = /^action \S+ action(?:ban|start)$/;

const isShort = (value: string, seconds: number): boolean => /^\d/.test(value) && secondsOf(value) < seconds;

/** Undefined for a value that is a matter of taste. */
export function harmOf({ name, found }: Pick<Difference, 'name' | 'found'>): string | undefined {
  if (vital.has(name) || vitalOfAction.test(name)) return 'the jail may ban nobody';
  return harms[name]?.(found.at(-1) ?? '');
}

/** Longer values are cut: a rule of a firewall has many lines. */
const longest = 80;

export function shown(values: readonly string[]): string {
  const text = values.join(', ').replace(/\s+/g, ' ');
  if (text === '') return 'empty';
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}
