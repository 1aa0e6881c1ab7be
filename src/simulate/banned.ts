import { type JailName, recidiveJail } from '../jails/pack/names.ts';
import type { BanRow } from './count/ban-rows.ts';
import type { BannedRow } from './result.ts';
import type { Run } from './run.ts';
import type { Side } from './side.ts';

interface Sum {
  readonly jails: Set<JailName>;
  readonly first: BanRow;
  last: BanRow;
  bans: number;
  /** Milliseconds. */
  time: number;
}

/**
 * The sources that would have been banned most often, then longest ago.
 * @param until milliseconds since the epoch: what comes later counts for no hours
 */
export function bannedRows(
  { tally }: Side,
  { names, ids, real }: Run,
  until: number,
  most: number,
): BannedRow[] {
  const top = topIds(id => tally.bansOf(id), ids.size, most);
  const sums = new Map<number, Sum>();
  for (const row of tally.rows.all()) if (top.has(row.id)) sumUp(sums, row, until);
  return [...sums]
    .map(([id, { jails, first, last, bans, time }]) => ({
      source: names.nameOf(ids.slotOf(id)),
      bans,
      jails: [...jails],
      firstBan: first.start,
      lastBan: last.start,
      until: Number.isFinite(last.end) ? last.end : null,
      hours: time / 3_600_000,
      portsBefore: first.ports,
      probesWhileBanned: tally.probesOf(id),
      isLowerBound: real.wasBanned(ids.slotOf(id)),
    }))
    .sort((a, b) => b.bans - a.bans || a.firstBan - b.firstBan);
}

function sumUp(sums: Map<number, Sum>, row: BanRow, until: number): void {
  const sum = sums.get(row.id) ?? { jails: new Set<JailName>(), first: row, last: row, bans: 0, time: 0 };
  sums.set(row.id, sum);
  sum.jails.add(row.jail);
  sum.time += Math.max(0, Math.min(row.end, until) - row.start);
  if (row.jail !== recidiveJail) sum.bans++;
  if (row.end >= sum.last.end) sum.last = row;
}

/** Those with the most bans, as many as are wanted; of those with equally many the first ones. */
function topIds(bansOf: (id: number) => number, size: number, most: number): Set<number> {
  const banned: number[] = [];
  for (let id = 1; id <= size; id++) if (bansOf(id) > 0) banned.push(id);
  return new Set(banned.sort((a, b) => bansOf(b) - bansOf(a)).slice(0, most));
}
