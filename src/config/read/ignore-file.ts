import type { PrefixList } from '../../net/prefix-list.ts';
import { piecesPerStep, type Steps } from '../../util/steps.ts';
import { shown } from './objection.ts';
import { readPrefix } from './prefix-text.ts';

/** More bad lines than these are counted only: the file is something else altogether. */
const shownWarnings = 20;

/**
 * Reads one address or network a line, adds them to `prefixes` and returns warnings, which start with `file:line:`. `#`
 * starts a comment; blanks, CRLF, a missing last newline and upper-case hex are fine. A bad line is skipped with a warning,
 * the rest holds.
 */
export function* parseIgnoreFile(text: string, file: string, prefixes: PrefixList): Steps<string[]> {
  const warnings: string[] = [];
  let [number, more] = [0, 0];
  for (const line of linesOf(text)) {
    if (++number % piecesPerStep === 0) yield;
    const remark = readLine(line, prefixes);
    if (remark === undefined) continue;
    if (warnings.length < shownWarnings) warnings.push(`${file}:${number}: ${remark}`);
    else more++;
  }
  if (more > 0) warnings.push(`${file}: ${more} more lines like these`);
  return warnings;
}

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

/** Adds what the line names; returns what its writer should know. */
function readLine(line: string, prefixes: PrefixList): string | undefined {
  const [entry = '', ...rest] = wordsOf(line);
  if (entry === '') return undefined;
  const read = readPrefix(entry);
  if (read === undefined)
    return `expected an address or a network such as 192.0.2.0/24; found ${shown(entry)}; the line is skipped`;
  prefixes.add(read.prefix);
  if (read.remark !== undefined) return read.remark;
  return rest.length === 0
    ? undefined
    : `only the first address of a line counts; not read: ${shown(rest.join(' '))}`;
}
