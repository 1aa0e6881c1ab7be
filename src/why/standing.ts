import { entriesIn, linesIn, toLatin1 } from '../config/ignore-file/entries.ts';
import { isHostName } from '../config/ignore-file/subject.ts';
import type { Loaded } from '../config/load.ts';
import { readOptional } from '../config/read/host-files.ts';
import type { Answer } from '../names/answers.ts';
import { nameStanding } from '../names/standing.ts';
import { nameText } from '../names/text.ts';
import { formatPrefix, type Prefix, parsePrefix } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import type { Status } from '../status/shape.ts';

/** What spares an address or network today. */
export interface Standing {
  /** Each entry of the config or of an ignore file that meets it, with its place. */
  readonly ignoredBy: readonly string[];
  /** The names of `ignore.protect` that list it; undefined where no sentry can be asked. */
  readonly protectedBy: readonly string[] | undefined;
  /** Every name of the ignore files, and how it stands. */
  readonly names: readonly string[];
  /** Those of them that have it. */
  readonly namedBy: readonly string[];
}

/** As today's config, its ignore files and the running sentry (undefined where none can be asked) have it. */
export function standingOf(
  asked: Prefix,
  { config, ignored }: Pick<Loaded, 'config' | 'ignored'>,
  status: Pick<Status, 'protected'> | undefined,
  now: number,
  answers: readonly Answer[] = [],
): Standing {
  const meets = (prefix: Prefix): boolean => prefixSet([prefix]).meets(asked);
  const written = config.ignore.addresses
    .filter(text => isMet(text, meets))
    .map(text => `ignore.addresses: ${text}`);
  // Files may have a million entries: they are gone through only where one of them is known to be meant.
  const inFiles = ignored.set.meets(asked, now)
    ? config.ignore.files.flatMap(file => entriesOf(file, meets, now))
    : [];
  const protectedBy = status?.protected
    .filter(({ addresses }) => addresses.some(text => isMet(text, meets)))
    .map(({ name }) => name);
  const standings = ignored.names.map(entry => ({ entry, standing: nameStanding(entry, answers, now) }));
  const named = standings.filter(({ standing }) => standing.addresses.some(text => isMet(text, meets)));
  const byName = named.map(
    ({ entry, standing }) => `${entry.file}, line ${entry.line}: ${nameText(standing, now)}`,
  );
  return {
    ignoredBy: [...written, ...inFiles, ...byName],
    protectedBy,
    names: standings.map(({ standing }) => nameText(standing, now)),
    namedBy: named.map(({ standing }) => standing.name),
  };
}

const isMet = (text: string, meets: (prefix: Prefix) => boolean): boolean => {
  const prefix = parsePrefix(text);
  return prefix !== undefined && meets(prefix);
};

function entriesOf(file: string, meets: (prefix: Prefix) => boolean, now: number): string[] {
  const read = readOptional(file);
  if (!('text' in read)) return [];
  return entriesIn(linesIn(toLatin1(read.text)))
    .flatMap(({ subject, ...rest }) => (isHostName(subject) ? [] : { prefix: subject, ...rest }))
    .filter(({ prefix, until = Number.POSITIVE_INFINITY }) => until > now && meets(prefix))
    .map(({ prefix, line, until, note }) => {
      const end = until === undefined ? '' : ` until ${new Date(until).toISOString()}`;
      return `${file}, line ${line + 1}: ${formatPrefix(prefix)}${end}${note === '' ? '' : ` (${note})`}`;
    });
}
