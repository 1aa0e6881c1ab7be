import { formatPrefix, parsePrefix } from '../../net/address.ts';
import { readOptional } from '../read/host-files.ts';
import { linesOf, wordsOf } from '../read/ignore-file.ts';
import { readPrefix } from '../read/prefix-text.ts';

/** An address or network in our own spelling, and what its writer noted about it. */
export interface Commented {
  readonly text: string;
  readonly comments: readonly string[];
}

/** Every entry of these files once, in their order, less those that are `known`; and the files that could be read. */
export function carriedEntries(
  files: readonly string[],
  known: readonly string[],
): { entries: Commented[]; read: string[] } {
  const entries = new Map<string, Commented>();
  const read: string[] = [];
  for (const file of files) {
    const content = readOptional(file);
    if (!('text' in content)) continue;
    read.push(file);
    for (const entry of commentedEntries(content.text))
      if (!entries.has(entry.text)) entries.set(entry.text, entry);
  }
  for (const text of known) entries.delete(spelling(text));
  return { entries: [...entries.values()], read };
}

const spelling = (text: string): string => {
  const prefix = parsePrefix(text);
  return prefix === undefined ? text : formatPrefix(prefix);
};

/** More lines than these above an entry are a preamble about something else. */
const mostLines = 3;

/** The entries of an ignore file, each with the comment behind it and the lines of comment directly above it. */
function commentedEntries(text: string): Commented[] {
  const entries: Commented[] = [];
  let above: string[] = [];
  for (const line of linesOf(text)) {
    const prefix = readPrefix(wordsOf(line)[0] ?? '')?.prefix;
    const comment = commentOf(line);
    if (prefix === undefined) {
      above = comment === '' ? [] : [...above.slice(-mostLines), comment];
      continue;
    }
    const before = above.length > mostLines ? [] : above;
    entries.push({ text: formatPrefix(prefix), comments: [...before, comment].filter(Boolean) });
    above = [];
  }
  return entries;
}

const commentOf = (line: string): string => (/#(.*)$/s.exec(line)?.[1] ?? '').replace(/^[#\s]+/, '').trim();
