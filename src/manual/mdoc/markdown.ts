import { escaped, filled, literal, tagged } from './text.ts';

/** What the pages of docs/ are written in, as mdoc: paragraphs, blocks of code, lists and tables. */

/** The source lines of a text in Markdown; the headings in it are taken out before, see `sectionsOf`. */
export const fromMarkdown = (text: string): string[] => {
  const blocks = blocksOf(text).map(lines => block(lines));
  // Only what is filled needs a paragraph of its own: lists and code bring their own space.
  return blocks.flatMap(({ lines, isText }, at) => (isText && at > 0 ? ['.Pp', ...lines] : lines));
};

/** The parts of a page by their headings of the second order; its beginning has none. */
export function sectionsOf(page: string): Map<string, string> {
  const [start = '', ...parts] = page.replace(/^# .*\n/, '').split(/^## /m);
  const named = parts.map((part): [string, string] => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), part.slice(end + 1)];
  });
  return new Map([['', start], ...named]);
}

/** Code, links and emphasis within a line. */
export const spans = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map(piece => (piece.startsWith('`') && piece.length > 1 ? code(piece.slice(1, -1)) : prose(piece)))
    .join('');

/** Its words are not parted but behind a comma. */
const code = (text: string): string =>
  escaped(text)
    .replaceAll(/,(?=\S)/g, ',\\:')
    .replaceAll(/\S+/g, word => `\\%\\fB${word}\\fR`);

/** A link's text alone: it leads to a page that is not there. */
const prose = (text: string): string => escaped(text).replaceAll(/\*\*?([^*\s][^*]*)\*?\*/g, '\\fI$1\\fR');

const withoutLinks = (text: string): string => text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');

function blocksOf(text: string): string[][] {
  const parts = text
    .replaceAll(/^<!--.*-->$/gm, '')
    .trimEnd()
    .split(/\n(?:\s*\n)+/)
    .map(part => part.split('\n').filter(line => line !== ''));
  const blocks: string[][] = [];
  for (const part of parts.filter(lines => lines.length > 0)) {
    const last = blocks.at(-1);
    // An empty line within a block of code.
    if (isCode(part) && last !== undefined && isCode(last)) last.push('', ...part);
    else blocks.push([...part]);
  }
  return blocks;
}

const isCode = ([first = '']: readonly string[]): boolean => first.startsWith('    ');

/** Source lines, and whether they begin with text that is filled. */
interface Block {
  readonly lines: readonly string[];
  readonly isText: boolean;
}

function block(lines: readonly string[]): Block {
  const [first = ''] = lines;
  if (isCode(lines)) return { lines: literal(lines.map(line => line.slice(4)).join('\n')), isText: false };
  if (first.startsWith('|')) return table(lines);
  if (first.startsWith('- ')) return { lines: bullets(lines), isText: false };
  return { lines: filled(spans(withoutLinks(lines.join(' ')))), isText: true };
}

function bullets(lines: readonly string[]): string[] {
  const items = lines.join('\n').split(/^- /m).slice(1);
  return ['.Bl -bullet', ...items.flatMap(item => ['.It', ...filled(spans(withoutLinks(item)))]), '.El'];
}

/** A row's first cell is the term. A head of code names what the terms are; of several other cells each is told by its head. */
function table(lines: readonly string[]): Block {
  const [[name = '', ...heads] = [], , ...rows] = lines.map(line => cellsOf(withoutLinks(line)));
  const [what = ''] = heads;
  const said = name.startsWith('`')
    ? `Values of ${spans(name)}${what === '' ? '' : ` (${spans(what)})`}:`
    : '';
  const items = rows.map(([term = '', ...cells]): [string, string[]] => [termOf(term), told(cells, heads)]);
  return { lines: [...filled(said), ...tagged(items)], isText: said !== '' };
}

const termOf = (cell: string): string =>
  spans(withoutLinks(cell))
    .replaceAll('"', '\\(dq')
    .replace(/^(?=[.'])/, '\\&');

/** What a row says in its other cells. Without a word nothing is said. */
function told(cells: readonly string[], heads: readonly string[]): string[] {
  const texts = cells.map((cell, at) =>
    filled(spans(cells.length > 1 && cell !== '' ? `${heads[at]}: ${cell}` : cell)),
  );
  return texts.filter(text => text.length > 0).flatMap((text, at) => (at > 0 ? ['.br', ...text] : text));
}

const cellsOf = (row: string): string[] =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map(cell => cell.replaceAll('\\|', '|').trim());
