import type { Counted } from '../count/counting.ts';
import { weightOf } from '../lines.ts';
import type { SourceRow } from '../report.ts';
import { sourceRow } from '../source-row.ts';

type Cell = (row: SourceRow) => string | number;

/** The table of the sources; what is not known is an empty cell. Times are ISO in UTC. */
const columns: Readonly<Record<string, Cell>> = {
  source: row => row.source,
  scans: row => row.scans,
  observations: row => row.observations,
  handshakes: row => row.handshakes,
  most_hits: row => row.mostHits,
  most_ports: row => row.mostPorts,
  ports: row => row.ports.join(' '),
  first: row => timeText(row.first),
  last: row => timeText(row.last),
  seen_as: row => row.seenAs.join(' '),
  bans: row => row.bans ?? '',
  banned: row => (row.isBanned === null ? '' : row.isBanned ? 'yes' : 'no'),
};

/** Lines that are made at a time. */
const block = 5_000;

/** Every source in a line of its own, the busiest first, in pieces, below the names of the columns. */
export function* csvOf(counted: Counted, areBansKnown: boolean): Generator<string> {
  yield csvLine(Object.keys(columns));
  // One that was only unbanned in this time has done nothing in it.
  const slots = counted.names
    .slots()
    .filter(slot => weightOf(counted, slot) > 0 || counted.bans.bansOf(slot) > 0)
    .sort((a, b) => weightOf(counted, b) - weightOf(counted, a));
  for (let at = 0; at < slots.length; at += block)
    yield slots
      .slice(at, at + block)
      .map(slot => sourceRow(counted, slot, areBansKnown))
      .map(row => csvLine(Object.values(columns).map(cell => cell(row))))
      .join('');
}

const timeText = (time: number): string => (time === 0 ? '' : new Date(time).toISOString());

/** A line as RFC 4180 has it, but for its end, which is a newline. */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(cellText).join(',')}\n`;

/** A spreadsheet takes a text that begins so for a formula (OWASP, "CSV Injection"): with an apostrophe it stays a text. */
const formula = /^[=+\-@\t\r]/;

function cellText(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
