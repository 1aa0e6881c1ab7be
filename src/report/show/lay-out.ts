/** Text for people and for mail: lines of at most this many characters, in ASCII. */
export const width = 78;

/** Words in lines that fit, the next ones further in. A word that is longer stays whole: somebody may copy it. */
export function wrapped(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? `${indent}${lines.length === 0 ? '' : '  '}${word}` : `${line} ${word}`;
    if (line !== '' && longer.length > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** A column of a table, by its head. Numbers stand to the right. */
export interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
}

/** A name that is longer stands in a line of its own, so that the rest of its row fits behind the others. */
const longestName = 22;

/** Rows in columns, two characters in; the last column is cut where a line is full. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const heads = columns.map(({ head }) => head);
  const widths = columns.map((_, at) =>
    Math.max(...[heads, ...rows].map(row => row[at] ?? '').map(cell => widthOf(cell, at))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) =>
        columns[at]?.isNumber === true ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ');
  return [heads, ...rows].flatMap(row => {
    const [name = '', ...rest] = row;
    if (name.length <= longestName) return [fitted(`  ${line(row)}`)];
    return [`  ${name}`, fitted(`  ${line(['', ...rest])}`)];
  });
}

const widthOf = (cell: string, at: number): number =>
  at === 0 && cell.length > longestName ? 0 : cell.length;

const fitted = (line: string): string => {
  const bare = line.trimEnd();
  return bare.length <= width ? bare : `${bare.slice(0, width - 3)}...`;
};

/** A bar in what a line has left, the greatest as long as that. */
export const bar = (value: number, greatest: number, room: number): string =>
  greatest === 0 ? '' : '#'.repeat(Math.ceil((value / greatest) * room));
