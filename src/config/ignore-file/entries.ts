import { comparePrefixes, type Prefix } from '../../net/address.ts';
import { wordsOf } from '../read/ignore-file.ts';
import { readPrefix } from '../read/prefix-text.ts';
import { noTerms, readTerms, type Terms } from './terms.ts';

/** An address or network of an ignore file, where it stands there, and what is noted about it. */
export interface Entry extends Terms {
  readonly prefix: Prefix;
  /** Its own line, from 0. */
  readonly line: number;
  /** The first of the lines that go with it: its own, or the note above it. */
  readonly from: number;
}

/** The lines of a file in Latin-1, each with its end: whatever bytes they hold, they come out as they went in. */
export const linesIn = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

/** Every entry of these lines, as parseIgnoreFile has them. */
export function entriesIn(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  let [terms, from]: [Terms, number] = [noTerms, 0];
  for (const [at, line] of lines.entries()) {
    const bare = line.replace(/[\r\n]+$/, '').replace(at === 0 ? byteOrderMark : /^(?!)/, '');
    const read = readTerms(bare);
    if (typeof read === 'object') {
      [terms, from] = [{ ...read, note: fromLatin1(read.note) }, at];
      continue;
    }
    const prefix = readPrefix(wordsOf(bare)[0] ?? '')?.prefix;
    if (prefix !== undefined)
      entries.push({ prefix, line: at, from: terms === noTerms ? at : from, ...terms });
    terms = noTerms;
  }
  return entries;
}

/** U+FEFF in UTF-8, as Latin-1 has it. */
const byteOrderMark = /^\u00EF\u00BB\u00BF/;

export const isSamePrefix = (a: Prefix, b: Prefix): boolean => comparePrefixes(a, b) === 0;

/** Words of UTF-8 as bytes in Latin-1, and back. */
export const toLatin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const fromLatin1 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');
