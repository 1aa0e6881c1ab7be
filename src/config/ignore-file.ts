import type { Prefix } from '../net/address.ts';
import { shown } from './finding.ts';
import { readPrefix } from './prefix-text.ts';

/** What an ignore file holds. Warnings start with `file:line:`. */
export interface IgnoreList {
  readonly prefixes: Prefix[];
  readonly warnings: string[];
}

/** More bad lines than these are counted only: the file is something else altogether. */
const shownWarnings = 20;

/**
 * Reads one address or network a line. `#` starts a comment; blanks, CRLF, a missing last newline and upper-case hex
 * are fine. A bad line is skipped with a warning, the rest holds.
 */
export function parseIgnoreFile(text: string, file: string): IgnoreList {
  const prefixes: Prefix[] = [];
  const warnings: string[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const remark = readLine(line, prefixes);
    if (remark !== undefined) warnings.push(`${file}:${index + 1}: ${remark}`);
  }
  const more = warnings.length - shownWarnings;
  if (more > 0) warnings.splice(shownWarnings, more, `${file}: ${more} more lines like these`);
  return { prefixes, warnings };
}

export const linesOf = (text: string): string[] => text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);

/** The line without its comment: the first word is the entry. */
export const wordsOf = (line: string): string[] => line.replace(/#.*/s, '').trim().split(/\s+/);

/** Adds what the line names; answers what its writer should know. */
function readLine(line: string, prefixes: Prefix[]): string | undefined {
  const [entry = '', ...rest] = wordsOf(line);
  if (entry === '') return undefined;
  const read = readPrefix(entry);
  if (read === undefined)
    return `expected an address or a network such as 192.0.2.0/24; found ${shown(entry)}; the line is skipped`;
  prefixes.push(read.prefix);
  if (read.remark !== undefined) return read.remark;
  return rest.length === 0
    ? undefined
    : `only the first address of a line counts; not read: ${shown(rest.join(' '))}`;
}
