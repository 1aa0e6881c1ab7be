import type { LinesReport } from '../report.ts';
import { counted } from '../show/words.ts';
import { bar, columns, greatestOf, head, linesOf, number, type Table } from './table.ts';

/** How far it was proved, what kind of packet it was, why it was no scan, and what was not written one by one. */
export function seenTables({
  evidence,
  kinds,
  why,
  heldBack,
}: LinesReport): { title: string; note: string; table: Table }[] {
  const observed = why.filter(({ observations }) => observations > 0);
  const held = heldBack.filter(({ lines }) => lines > 0);
  return [
    {
      title: 'Evidence',
      note: 'A finished handshake proves its address; that of a packet may be forged.',
      table: linesTable(
        'evidence',
        evidence.map(row => ({ ...row, name: row.evidence })),
      ),
    },
    {
      title: 'Kinds',
      note: '',
      table: linesTable(
        'kind',
        kinds.map(row => ({ ...row, name: row.kind })),
      ),
    },
    {
      title: 'Why observations were no scans',
      note: observed.length === 0 ? 'Nothing was only observed.' : '',
      table: linesTable(
        'why',
        observed.map(row => ({ name: row.why, scans: 0, observations: row.observations })),
        false,
      ),
    },
    {
      title: 'Held back',
      note:
        held.length === 0
          ? 'Nothing: every line was written one by one.'
          : `${counted(
              held.reduce((sum, row) => sum + row.lines, 0),
              'line',
            )} not written one by one.`,
      table: {
        label: 'Held back',
        columns: columns('reason', '#lines'),
        rows: held.map(row => [head(row.reason), number(row.lines)]),
      },
    },
  ];
}

interface NamedLines {
  readonly name: string;
  readonly scans: number;
  readonly observations: number;
}

function linesTable(label: string, rows: readonly NamedLines[], hasScans = true): Table {
  const sorted = [...rows].sort((a, b) => linesOf(b) - linesOf(a));
  return {
    label: `Lines by ${label}`,
    columns: columns(label, '|', ...(hasScans ? ['#scans'] : []), '#observed'),
    rows: sorted.map(row => [
      head(row.name),
      bar(row, greatestOf(rows)),
      ...(hasScans ? [row.scans, row.observations] : [row.observations]).map(number),
    ]),
  };
}
