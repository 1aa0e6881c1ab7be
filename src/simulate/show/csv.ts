import { csvLine } from '../../report/show/csv.ts';
import type { BanRow } from '../count/ban-rows.ts';
import type { Run } from '../run.ts';
import type { Side } from '../side.ts';

type Cell = (row: BanRow, side: Side, run: Run) => string | number;

/** The table of the bans; a ban without end has empty cells. Times are ISO in UTC. */
const columns: Readonly<Record<string, Cell>> = {
  config: (_, { setting }) => setting.name,
  source: ({ id }, _, { names, ids }) => names.nameOf(ids.slotOf(id)),
  jail: ({ jail }) => jail,
  banned: ({ start }) => new Date(start).toISOString(),
  until: ({ end }) => (Number.isFinite(end) ? new Date(end).toISOString() : ''),
  seconds: ({ start, end }) => (Number.isFinite(end) ? Math.round((end - start) / 1000) : ''),
  nth_ban: ({ count }) => count,
  ports_before: ({ ports }) => ports,
  probes_while_banned: ({ probes }) => probes,
  lower_bound: ({ id }, _, { real, ids }) => (real.wasBanned(ids.slotOf(id)) ? 'yes' : 'no'),
};

/** Lines that are made at a time. */
const block = 5_000;

/** Every ban in a line of its own, in the order of time, in pieces, below the names of the columns. */
export function* csvOf(run: Run): Generator<string> {
  yield csvLine(Object.keys(columns));
  for (const side of run.sides) {
    let lines: string[] = [];
    for (const row of side.tally.rows.all()) {
      lines.push(csvLine(Object.values(columns).map(cell => cell(row, side, run))));
      if (lines.length < block) continue;
      yield lines.join('');
      lines = [];
    }
    yield lines.join('');
  }
}
