import { formatPrefix, parsePrefix } from '../../net/address.ts';
import { entriesIn, linesIn, toLatin1 } from '../ignore-file/entries.ts';
import { isHostName, subjectText } from '../ignore-file/subject.ts';
import { noTerms, readTerms, type Terms } from '../ignore-file/terms.ts';
import { readOptional } from '../read/host-files.ts';
import { linesOf, wordsOf } from '../read/ignore-file.ts';
import { readPrefix } from '../read/prefix-text.ts';

/** An address or network in our own spelling, and what its writer noted about it. */
export interface Commented {
  readonly text: string;
  readonly comments: readonly string[];
}

/**
 * Every entry of these files once, in their order, less those that are `known`; the files that could be read; and the
 * entries that hold for a time, which is not over: a config has no time for an address; and the names, for which it has no place.
 */
export function carriedEntries(
  files: readonly string[],
  known: readonly string[],
  now = Date.now(),
): { entries: Commented[]; read: string[]; temporary: string[]; names: string[] } {
  const entries = new Map<string, Commented>();
  const temporary = new Set<string>();
  const names = new Set<string>();
  const read: string[] = [];
  for (const file of files) {
    const content = readOptional(file);
    if (!('text' in content)) continue;
    read.push(file);
    for (const { subject, until } of entriesIn(linesIn(toLatin1(content.text))))
      if (isHostName(subject) && (until === undefined || until > now)) names.add(subjectText(subject));
    for (const entry of commentedEntries(content.text))
      if (entry.until !== undefined) {
        if (entry.until > now) temporary.add(entry.text);
      } else if (!entries.has(entry.text)) entries.set(entry.text, entry);
  }
  const lasting = [...entries.keys(), ...known.map(spelling)];
  for (const text of known) entries.delete(spelling(text));
  for (const text of lasting) temporary.delete(text);
  return { entries: [...entries.values()], read, temporary: [...temporary], names: [...names] };
}

const spelling = (text: string): string => {
  const prefix = parsePrefix(text);
  return prefix === undefined ? text : formatPrefix(prefix);
};

/** More lines than these above an entry are a preamble about something else. */
const mostLines = 3;

/** The entries of an ignore file, each with the comment behind it and the lines of comment directly above it. */
function commentedEntries(text: string): (Commented & Pick<Terms, 'until'>)[] {
  const entries: (Commented & Pick<Terms, 'until'>)[] = [];
  let above: string[] = [];
  let terms = noTerms;
  for (const line of linesOf(text)) {
    const read = readTerms(line);
    if (typeof read === 'object') {
      terms = read.name === undefined ? read : noTerms;
      continue;
    }
    const prefix = readPrefix(wordsOf(line)[0] ?? '')?.prefix;
    const comment = commentOf(line);
    const { until, note } = terms;
    terms = noTerms;
    if (prefix === undefined) {
      above = comment === '' ? [] : [...above.slice(-mostLines), comment];
      continue;
    }
    const before = above.length > mostLines ? [] : above;
    entries.push({ text: formatPrefix(prefix), comments: [...before, note, comment].filter(Boolean), until });
    above = [];
  }
  return entries;
}

const commentOf = (line: string): string => (/#(.*)$/s.exec(line)?.[1] ?? '').replace(/^[#\s]+/, '').trim();
