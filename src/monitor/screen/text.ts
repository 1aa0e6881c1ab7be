/** How a piece of a line looks; without colours all look the same, so that none of them may be all that says something. */
export type Style = 'plain' | 'dim' | 'bold' | 'handshake' | 'packet' | 'banned' | 'spared' | 'bar';

export interface Piece {
  readonly text: string;
  readonly style: Style;
}

/** A line of the screen. */
export type Line = readonly Piece[];

export const piece = (text: string, style: Style = 'plain'): Piece => ({ text, style });

/** A line of one piece. */
export const lineOf = (text: string, style: Style = 'plain'): Line => [piece(text, style)];

/** The eight heights of a bar; the only characters of a screen that are not ASCII, each one column wide. */
export const blocks = '▁▂▃▄▅▆▇█';

/**
 * Only letters: what stands for more than one (names of files, of jails) is replaced, so that no terminal obeys it and each
 * is one column wide.
 */
const fit = (text: string): string => text.replace(/[^ -~▁-█]/gu, '?');

/** A line of at most `width` columns, without what a terminal would obey. */
export function cut(line: Line, width: number): Line {
  const pieces: Piece[] = [];
  let room = width;
  for (const { text, style } of line) {
    const part = fit(text).slice(0, room);
    if (part !== '') pieces.push({ text: part, style });
    room -= part.length;
  }
  return pieces;
}

/** The columns of a line. */
export const widthOf = (line: Line): number => line.reduce((sum, { text }) => sum + text.length, 0);

/** Both at the ends of a line of `width` columns; of the left one what there is room for. */
export function apart(left: Line, right: Line, width: number): Line {
  const room = Math.max(0, width - widthOf(right) - 1);
  const start = cut(left, room);
  return [...start, piece(' '.repeat(room - widthOf(start) + 1)), ...right];
}

/** Text of exactly `width` columns; what had to be cut ends with a tilde. */
export const column = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}~` : text.padEnd(width);

/** A text in lines of at most `width` columns, between its words where it can be. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const blank = rest.lastIndexOf(' ', width);
    const end = rest.length <= width ? rest.length : blank > 0 ? blank : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return lines;
}

/** A number with its word. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** A number of exactly `width` columns where it fits. */
export const figure = (count: number, width: number): string => String(count).padStart(width);

/** Local time of the day. */
export const clock = (time: number): string => {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
};

/** Local time in eleven columns: what is older than a day has its date. */
export const moment = (time: number, now: number): string => {
  const date = new Date(time);
  return now - time < 86_400_000
    ? clock(time)
    : `${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
};

const two = (part: number): string => String(part).padStart(2, '0');
