import type { Prefix } from '../../net/address.ts';
import { type HostName, parseHostName } from '../../net/host-name.ts';
import type { Lapsing } from '../../net/lapsing-set.ts';
import type { PrefixList } from '../../net/prefix-list.ts';
import { piecesPerStep, type Steps } from '../../util/steps.ts';
import { noTerms, readTerms, type Terms } from '../ignore-file/terms.ts';
import type { NameList } from './names.ts';
import { shown } from './objection.ts';
import { readPrefix } from './prefix-text.ts';

/** More bad lines than these are counted only: the file is something else altogether. */
const shownWarnings = 20;

/** Where the entries of ignore files go. */
export interface Into {
  /** Those that stand there for good. */
  readonly list: PrefixList;
  /** Those for a time that is not over. */
  readonly temporary: Lapsing[];
  /** Those that are names. */
  readonly names: NameList;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Reads one address, network or name a line, adds them to `into` and returns warnings, which start with `file:line:`. `#`
 * starts a comment; blanks, CRLF, a missing last newline and upper-case hex are fine. A bad line is skipped with a warning,
 * the rest holds. The time of an entry stands in the line above it (terms.ts); one whose time is over is as if it were not there.
 */
export function* parseIgnoreFile(text: string, file: string, into: Into): Steps<string[]> {
  const warnings: string[] = [];
  let [number, more] = [0, 0];
  const warn = (line: number, remark: string): void => {
    if (warnings.length < shownWarnings) warnings.push(`${file}:${line}: ${remark}`);
    else more++;
  };
  let above: Above | undefined;
  for (const line of linesOf(text)) {
    if (++number % piecesPerStep === 0) yield;
    const terms = readTerms(line);
    if (typeof terms === 'string') warn(number, terms);
    const entry = terms === undefined ? entryIn(line) : undefined;
    if (above !== undefined && entry === undefined) warn(above.line, strayTerms(terms !== undefined));
    const place = { file, line: number };
    if (entry !== undefined) addTo(into, entry, above?.terms ?? noTerms, place);
    if (entry?.remark !== undefined) warn(number, entry.remark);
    const own = typeof terms === 'object' ? terms : undefined;
    if (own?.name !== undefined) addTo(into, { name: own.name }, own, place);
    above = own !== undefined && own.name === undefined ? { line: number, terms: own } : undefined;
  }
  if (above !== undefined) warn(above.line, strayTerms(false));
  if (more > 0) warnings.push(`${file}: ${more} more lines like these`);
  return warnings;
}

/** What the line above says, and its number. */
interface Above {
  readonly line: number;
  readonly terms: Terms;
}

const strayTerms = (isFollowed: boolean): string =>
  isFollowed
    ? 'another time or note stands right below it: that one counts, this one does not'
    : 'a time or a note belongs to the entry right below it, and there is none';

/** One after the other: a file may have a million. */
export function* linesOf(text: string): Generator<string> {
  const breaks = /\r\n|\n|\r/g;
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let found = breaks.exec(text); found !== null; found = breaks.exec(text)) {
    yield text.slice(start, found.index);
    start = breaks.lastIndex;
  }
  yield text.slice(start);
}

/** The line without its comment: the first word is the entry. */
export const wordsOf = (line: string): string[] =>
  /[#\s]/.test(line) ? line.replace(/#.*/s, '').trim().split(/\s+/) : [line];

interface Entry {
  readonly prefix?: Prefix;
  readonly name?: HostName;
  readonly remark?: string | undefined;
}

/** What a line names, and what its writer should know; undefined where it names nothing. */
function entryIn(line: string): Entry | undefined {
  const [word = '', ...rest] = wordsOf(line);
  if (word === '') return undefined;
  const read = readPrefix(word) ?? nameIn(word);
  if (read === undefined)
    return {
      remark: `expected an address or a network such as 192.0.2.0/24; found ${shown(word)}; the line is skipped`,
    };
  if (read.remark !== undefined || rest.length === 0) return read;
  return { ...read, remark: `only the first address of a line counts; not read: ${shown(rest.join(' '))}` };
}

function nameIn(word: string): Entry | undefined {
  const name = parseHostName(word);
  return name && { name };
}

function addTo(
  { list, temporary, names, now }: Into,
  { prefix, name }: Entry,
  terms: Terms,
  place: { readonly file: string; readonly line: number },
): void {
  const { until } = terms;
  if (until !== undefined && until <= now) return;
  if (name !== undefined) names.add({ ...name, until, allowsPrivate: terms.private === true, ...place });
  if (prefix === undefined) return;
  if (until === undefined) list.add(prefix);
  else temporary.push({ prefix, end: until });
}
