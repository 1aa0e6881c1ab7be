import type { LinesReport, Report, SourceRow } from '../report.ts';
import { type Column, table, wrapped } from './lay-out.ts';
import { counted, minuteText, notKnown, numberText } from './words.ts';

/** Rows of a list; `--json` has more. */
const fewRows = 10;

/** What was written in all. */
export function linesText({ lines }: Report): string[] {
  if (lines === null) return [`  ${notKnown}: the sentry's log tells nothing of this time`];
  const { evidence, kinds, heldBack } = lines;
  const held = heldBack.filter(row => row.lines > 0);
  return [
    `scans (ban-grade): ${numberText(lines.scans)}`,
    `observations, which ban nobody: ${numberText(lines.observations)}${whyText(lines)}`,
    `sources: ${numberText(lines.sources)}${leftOutText(lines)}`,
    `evidence: ${evidence.map(row => `${row.evidence} ${numberText(row.scans + row.observations)}`).join(', ')}`,
    `kinds: ${kinds.map(row => `${row.kind} ${numberText(row.scans + row.observations)}`).join(', ') || 'none'}`,
    held.length === 0
      ? 'held back: nothing'
      : `held back, not written one by one: ${held.map(row => `${counted(row.lines, 'line')} (${row.reason})`).join(', ')}`,
  ].flatMap(text => wrapped(text, '  '));
}

function whyText({ why }: LinesReport): string {
  const known = why.filter(({ observations }) => observations > 0);
  if (known.length === 0) return '';
  return ` (${known.map(row => `${row.why} ${numberText(row.observations)}`).join(', ')})`;
}

export const leftOutText = ({ sourcesLeftOut }: LinesReport): string =>
  sourcesLeftOut === 0
    ? ''
    : ` counted one by one, and no more are: ${counted(sourcesLeftOut, 'time')} the one with the least to tell gave way to a ` +
      'newer one, and what is said of each is what was seen since. All other numbers are whole';

/** The lists of the busiest. */
export function topText(lines: LinesReport | null): [string, string[]][] {
  if (lines === null) return [];
  const numbers = [
    { head: 'scans', isNumber: true },
    { head: 'observed', isNumber: true },
  ];
  const of = (row: { readonly scans: number; readonly observations: number }): string[] => [
    numberText(row.scans),
    numberText(row.observations),
  ];
  return [
    ['Top sources', sourcesTable(lines.topSources)],
    [
      'Top networks',
      table(
        [{ head: 'network' }, { head: 'sources', isNumber: true }, ...numbers],
        lines.topNetworks.slice(0, fewRows).map(row => [row.network, numberText(row.sources), ...of(row)]),
      ),
    ],
    [
      'Top ports',
      table(
        [{ head: 'port' }, ...numbers, { head: 'service' }],
        lines.topPorts
          .slice(0, fewRows)
          .map(row => [`${row.port}/${row.protocol}`, ...of(row), row.service ?? '']),
      ),
    ],
  ];
}

const sourceColumns: readonly Column[] = [
  { head: 'source' },
  { head: 'scans', isNumber: true },
  { head: 'observed', isNumber: true },
  { head: 'bans', isNumber: true },
  { head: 'last seen' },
  { head: '' },
];

const sourcesTable = (rows: readonly SourceRow[]): string[] =>
  table(
    sourceColumns,
    rows
      .slice(0, fewRows)
      .map(row => [
        row.source,
        numberText(row.scans),
        numberText(row.observations),
        row.bans === null ? '?' : numberText(row.bans),
        minuteText(row.last),
        [...row.seenAs, ...(row.isBanned === true ? ['banned'] : []), ...row.ports].join(' '),
      ]),
  );

/** Hosts that nobody may ban, each shown as such. */
export function sparedText(lines: LinesReport | null): string[] {
  if (lines === null || lines.sparedSources === 0) return [];
  return [
    ...wrapped(
      `${counted(lines.sparedSources, 'host')} touched watched ports and ${lines.sparedSources === 1 ? 'was' : 'were'} ` +
        'let be: nobody is banned for such a line.',
      '  ',
    ),
    ...sourcesTable(lines.topSpared),
  ];
}
