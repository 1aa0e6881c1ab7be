import type { LinesReport, SourceRow } from '../report.ts';
import { counted, numberText } from '../show/words.ts';
import {
  bar,
  code,
  codeHead,
  columns,
  greatestOf,
  type Mark,
  marks,
  number,
  type Table,
  time,
} from './table.ts';

/** Rows of a list; `--json` has more, and `--csv` all sources. */
const mostSources = 25;
const fewRows = 12;

/** A list of the busiest, and how much of the whole it is. */
export interface List {
  readonly title: string;
  readonly note: string;
  readonly table: Table;
}

export function sourcesList({ topSources, sources }: LinesReport): List {
  const rows = topSources.slice(0, mostSources);
  return {
    title: 'Top sources',
    note: shownOf(rows.length, sources, 'source', '; "portjail report --csv" has them all'),
    table: sourcesTable('Top sources', rows),
  };
}

/** Hosts that nobody may ban. */
export function sparedList({ topSpared, sparedSources }: LinesReport): List | null {
  if (sparedSources === 0) return null;
  const rows = topSpared.slice(0, fewRows);
  return {
    title: 'Ignored and protected hosts',
    note: `They touched watched ports and were let be: nobody is banned for such a line. ${shownOf(rows.length, sparedSources, 'host')}`,
    table: sourcesTable('Ignored and protected hosts', rows),
  };
}

export function networksList({ topNetworks }: LinesReport): List {
  const rows = topNetworks.slice(0, fewRows);
  const greatest = greatestOf(rows);
  return {
    title: 'Top networks',
    note: 'What one customer of a provider may have: an IPv4 /24, an IPv6 /48.',
    table: {
      label: 'Top networks',
      columns: columns('network', '|', '#sources', '#scans', '#observed'),
      rows: rows.map(row => [
        codeHead(row.network),
        bar(row, greatest),
        ...[row.sources, row.scans, row.observations].map(number),
      ]),
    },
  };
}

export function portsList({ topPorts }: LinesReport): List {
  const rows = topPorts.slice(0, fewRows);
  const greatest = greatestOf(rows);
  return {
    title: 'Top ports',
    note: 'Services are named by /etc/services; whether one runs there is not said.',
    table: {
      label: 'Top ports',
      columns: columns('port', 'service', '|', '#scans', '#observed'),
      rows: rows.map(row => [
        codeHead(`${row.port}/${row.protocol}`),
        code(row.service ?? ''),
        bar(row, greatest),
        ...[row.scans, row.observations].map(number),
      ]),
    },
  };
}

function shownOf(shown: number, all: number, word: string, more = ''): string {
  if (all === 0) return '';
  if (shown === all) return `${counted(all, word)}.`;
  return `The ${numberText(shown)} busiest of ${counted(all, word)}${more}.`;
}

function sourcesTable(label: string, rows: readonly SourceRow[]): Table {
  const greatest = greatestOf(rows);
  return {
    label,
    columns: columns(
      'source',
      '|',
      '#scans',
      '#observed',
      '#bans',
      'state',
      'ports',
      'first seen',
      'last seen',
    ),
    rows: rows.map(row => [
      codeHead(row.source),
      bar(row, greatest),
      ...[row.scans, row.observations, row.bans].map(number),
      marks(marksOf(row)),
      code(portsText(row)),
      time(row.first),
      time(row.last),
    ]),
  };
}

const marksOf = ({ isBanned, seenAs }: SourceRow): Mark[] => [
  ...(isBanned === true ? [{ word: 'banned', tone: 'bad' } as const] : []),
  ...seenAs.map(word => ({ word, tone: word === 'lan' ? 'plain' : 'good' }) as const),
];

const portsText = ({ ports, mostPorts }: SourceRow): string =>
  `${ports.join(' ')}${mostPorts > ports.length ? ` ... (${numberText(mostPorts)})` : ''}`;
