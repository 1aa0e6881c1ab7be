import { secondsOf } from '../config/read/time.ts';
import { type Kind, options, type Values } from '../fail2ban/options.ts';
import { formatPrefix, parsePrefix } from '../net/address.ts';

/** An option that is otherwise in one place than in another. */
export interface Difference {
  readonly name: string;
  readonly wanted: readonly string[];
  readonly found: readonly string[];
}

/** Every option that is wanted, and found otherwise; those alone that one of them does not speak of are left out. */
export const differences = (wanted: Values, found: Values): Difference[] =>
  [...wanted].flatMap(([name, values]) => {
    const other = found.get(name);
    if (other === undefined || isSame(kinds.get(name) ?? 'text', values, other)) return [];
    return [{ name, wanted: values, found: other }];
  });

const kinds: ReadonlyMap<string, Kind> = new Map([
  ...options.map(({ name, kind }) => [name, kind] as const),
  ['actions', 'list'],
]);

/** Whether two values mean the same to Fail2ban; so where that cannot be told. */
export function isSame(kind: Kind, wanted: readonly string[], found: readonly string[]): boolean {
  if (kind === 'regexes')
    return (
      wanted.length === found.length &&
      wanted.every((regex, at) => withTags(regex).test((found[at] ?? '').replaceAll('\n', ' ')))
    );
  if (kind === 'list') return [...wanted].sort().join('\n') === [...found].sort().join('\n');
  if (kind === 'networks') return isSameNetworks(wanted, found);
  // Of several the last one counts.
  const [a = '', b = ''] = [wanted.at(-1), found.at(-1)];
  if (kind === 'time' && a !== '' && b !== '')
    return !isTime(a) || !isTime(b) || secondsOf(a) === secondsOf(b);
  if (kind === 'date') return detects(a) || a === b || b.startsWith(`${a} (`);
  return a.toLowerCase() === b.toLowerCase();
}

/** Names of Fail2ban's own detectors, which the server shows otherwise. */
const detects = (pattern: string): boolean =>
  /\{\^?(?:LN-BEG|UNB|DATE|NONE)|^\W*(?:EPOCH|TAI64N)\W*$/i.test(pattern);

/** What has tags such as `<ADDR>` matches what Fail2ban makes of them. */
const withTags = (regex: string): RegExp =>
  new RegExp(
    `^${regex
      .replaceAll('\n', ' ')
      .split(/<[^<>]+>/)
      .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

/** The grammar that people write; Fail2ban takes expressions too. */
const isTime = (text: string): boolean => /^(?:-1|(?:\d+ ?(?:mo|[smhdwy])? ?)+)$/.test(text);

/** Host names and masks in dots are the server's to read: what it then has more may be theirs. */
function isSameNetworks(wanted: readonly string[], found: readonly string[]): boolean {
  const [before, after] = [networksIn(wanted), networksIn(found)];
  const [gone, more] = [
    before.filter(one => !after.includes(one)),
    after.filter(one => !before.includes(one)),
  ];
  return gone.length === 0 && (more.length === 0 || wanted.some(word => parsePrefix(word) === undefined));
}

const networksIn = (words: readonly string[]): string[] =>
  words.flatMap(word => {
    const prefix = parsePrefix(word);
    return prefix === undefined ? [] : [formatPrefix(prefix)];
  });
