import { parseHostName } from '../../net/host-name.ts';
import { wordsOf } from '../read/ignore-file.ts';
import { readPrefix } from '../read/prefix-text.ts';
import type { Subject } from './subject.ts';
import { noTerms, readTerms, type Terms } from './terms.ts';

/** An address, network or name of an ignore file, where it stands there, and what is noted about it. */
export interface Entry extends Terms {
  readonly subject: Subject;
  /** Its own line, from 0. */
  readonly line: number;
  /** The first of the lines that go with it: its own, or the note above it. */
  readonly from: number;
  /** Its own line is a comment, which says all. */
  readonly inComment: boolean;
}

/** The lines of a file in Latin-1, each with its end: whatever bytes they hold, they come out as they went in. */
export const linesIn = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

/** Every entry of these lines, as parseIgnoreFile has them, which reads UTF-8: there are blanks beyond ASCII, too. */
export function entriesIn(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  let [terms, from]: [Terms, number] = [noTerms, 0];
  for (const [at, line] of lines.entries()) {
    const bare = bareText(line, at);
    const read = readTerms(bare);
    if (typeof read === 'object') {
      const { name, ...rest } = read;
      if (name !== undefined) entries.push({ subject: name, line: at, from: at, inComment: true, ...rest });
      [terms, from] = [name === undefined ? rest : noTerms, at];
      continue;
    }
    const subject = subjectIn(wordsOf(bare)[0] ?? '');
    if (subject !== undefined)
      entries.push({ subject, line: at, from: terms === noTerms ? at : from, inComment: false, ...terms });
    terms = noTerms;
  }
  return entries;
}

/** Takes notes away that stand right above a line; lines that are gone are empty. */
export function dropNotesAbove(lines: string[], line: number): void {
  for (let at = line - 1; at >= 0 && (lines[at] === '' || isNote(lines[at] ?? '', at)); at--) lines[at] = '';
}

function isNote(line: string, at: number): boolean {
  const read = readTerms(bareText(line, at));
  return typeof read === 'object' && read.name === undefined;
}

/** The line at this place without its end, and without the mark at the beginning of a file. */
const bareText = (line: string, at: number): string =>
  fromLatin1(line.replace(/[\r\n]+$/, '').replace(at === 0 ? byteOrderMark : /^(?!)/, ''));

const subjectIn = (word: string): Subject | undefined => readPrefix(word)?.prefix ?? parseHostName(word);

/** U+FEFF in UTF-8, as Latin-1 has it. */
const byteOrderMark = /^\u00EF\u00BB\u00BF/;

/** Words of UTF-8 as bytes in Latin-1, and back. */
export const toLatin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const fromLatin1 = (text: string): string =>
  /[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
