import type { LinesReport } from '../report.ts';
import { counted } from '../show/words.ts';
import type { List } from './lists.ts';
import { bar, columns, greatestOf, head, linesOf, number, type Table } from './table.ts';

/** How far it was proved, what kind of packet it was, why it was no scan, and what was not written one by one. */
export const seenLists = (lines: LinesReport): List[] => [
  {
    title: 'Evidence',
    note: 'A finished handshake proves its address; that of a packet may be forged.',
    table: linesTable(
      'evidence',
      lines.evidence.map(row => ({ ...row, name: row.evidence })),
    ),
  },
  {
    title: 'Kinds',
    note: lines.kinds.length === 0 ? 'None.' : '',
    table: linesTable(
      'kind',
      lines.kinds.map(row => ({ ...row, name: row.kind })),
    ),
  },
  whyList(lines),
  heldList(lines),
];

function whyList({ why }: LinesReport): List {
  const rows = why
    .filter(({ observations }) => observations > 0)
    .map(row => ({ name: row.why, scans: 0, observations: row.observations }));
  return {
    title: 'Why observations were no scans',
    note: rows.length === 0 ? 'Nothing was only observed.' : '',
    table: linesTable('why', rows, ['observations']),
  };
}

function heldList({ heldBack }: LinesReport): List {
  const rows = heldBack.filter(({ lines }) => lines > 0);
  const sum = rows.reduce((all, { lines }) => all + lines, 0);
  return {
    title: 'Held back',
    note: sum === 0 ? 'Nothing: every line was written.' : `${counted(sum, 'line')}, not written one by one.`,
    table: {
      label: 'Held back',
      columns: columns('reason', '#lines'),
      rows: rows.map(row => [head(row.reason), number(row.lines)]),
    },
  };
}

interface NamedLines {
  readonly name: string;
  readonly scans: number;
  readonly observations: number;
}

const heads = { scans: '#scans', observations: '#observed' } as const;

/** The most lines first. */
function linesTable(
  label: string,
  rows: readonly NamedLines[],
  counts: readonly (keyof typeof heads)[] = ['scans', 'observations'],
): Table {
  const greatest = greatestOf(rows);
  return {
    label: `Lines by ${label}`,
    columns: columns(label, '|', ...counts.map(name => heads[name])),
    rows: [...rows]
      .sort((a, b) => linesOf(b) - linesOf(a))
      .map(row => [head(row.name), bar(row, greatest), ...counts.map(name => number(row[name]))]),
  };
}
