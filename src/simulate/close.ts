import type { CloseRow, SparedRow } from './result.ts';
import type { Run } from './run.ts';
import type { Side } from './side.ts';

/** Half of what it takes is close. */
const near = 0.5;

/** Who would not have been banned, and had half or more of what it takes; those nearest to it first. */
export function closeRows(side: Side, run: Run, most: number): { rows: CloseRow[]; count: number } {
  // There may be half a million of them: nothing is made for one before it is listed.
  const share = (slot: number): number => shareOf(side, run, slot);
  const found = run.names
    .slots()
    .filter(slot => side.tally.bansOf(run.ids.find(slot)) === 0 && share(slot) >= near)
    .sort((a, b) => share(b) - share(a));
  const rows = found.slice(0, most).map(slot => ({
    source: run.names.nameOf(slot),
    ...closest(side, run, slot),
    last: run.seen.lastOf(slot),
  }));
  return { rows, count: found.length };
}

/** A line is a scan already: it is nearer than any touch that is none. */
function shareOf({ tally }: Side, { seen, ids }: Run, slot: number): number {
  const lines = tally.nearShare(ids.find(slot));
  return lines > 0 ? 1 + lines : seen.nearScan(slot);
}

const closest = (
  { tally }: Side,
  { seen, ids }: Run,
  slot: number,
): Pick<CloseRow, 'what' | 'count' | 'needed'> =>
  tally.nearBan(ids.find(slot)) ?? { what: 'ports', ...seen.portsOf(slot) };

/** Who was spared: by the sentry when the log was written, or by these settings now. */
export function sparedRows(sides: readonly Side[], { names, seen, ids }: Run, most: number) {
  const found = names.slots().flatMap(slot => {
    const by =
      seen.sparedAs(slot) ?? sides.map(side => side.sparedBy(ids.find(slot))).find(one => one !== undefined);
    return by === undefined ? [] : [{ slot, by }];
  });
  const rows: SparedRow[] = found
    .map(({ slot, by }) => ({ slot, by, last: seen.lastOf(slot) }))
    .sort((a, b) => b.last - a.last)
    .slice(0, most)
    .map(({ slot, by, last }) => ({ source: names.nameOf(slot), by, last }));
  return { rows, count: found.length };
}
