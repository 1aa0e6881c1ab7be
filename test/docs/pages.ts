import { readdirSync, readFileSync } from 'node:fs';

/** A page that people read, by its path in the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const pageOf = (path: string): Page => ({ path, text: readFileSync(path, 'utf8') });

/** The README and all of docs/. Tests run in the top folder. */
export const pages: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'fail2ban/README.md',
  ...readdirSync('docs').map(name => `docs/${name}`),
].map(pageOf);

export const page = (path: string): string => pageOf(path).text;

/** The blocks of code, which are indented by four blanks. */
export function blocksIn(text: string): string[] {
  const blocks = [...text.matchAll(/(?<=\n\n)(?: {4}.*\n|\n(?= {4}))+/g)];
  return blocks.map(([block]) => block.replaceAll(/^ {4}/gm, '').trimEnd());
}

/** What stands between backticks, with single blanks; a span goes on over a line's end, and over no empty line. */
export function spansIn(text: string): string[] {
  const prose = text.replaceAll(/^ {4}.*$/gm, '');
  return prose
    .split(/\n\n/)
    .flatMap(part => [...part.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replaceAll(/\s+/g, ' ')));
}

/** Spans, and the lines of blocks. */
export const codeIn = (text: string): string[] => [
  ...spansIn(text),
  ...blocksIn(text).flatMap(block => block.split('\n')),
];

/** The part of a page below a heading, up to the next one; the empty heading is the page's beginning. */
export function sectionOf(text: string, heading: string): string {
  const parts = text.split(/^## /m);
  const [, ...sections] = parts;
  const found = heading === '' ? parts[0] : sections.find(part => part.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`no heading "${heading}"`);
  return found;
}

/** The rows of every table in a text, as cells; without the heads and the lines below them. */
export function rowsIn(text: string): string[][] {
  return [...text.matchAll(/(?:^\|.*\n)+/gm)].flatMap(([table]) =>
    table.trimEnd().split('\n').slice(2).map(cellsOf),
  );
}

const cellsOf = (row: string): string[] =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim());

/** The words between backticks in the first cells of a text's tables. */
export const namedIn = (text: string): string[] => rowsIn(text).flatMap(([first = '']) => spansIn(first));
