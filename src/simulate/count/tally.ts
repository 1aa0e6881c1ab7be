import { type JailName, jailNames, recidiveJail } from '../../jails/pack/names.ts';
import type { JailHearer, JailSettings } from '../model/jail.ts';
import { type BanRows, createBanRows } from './ban-rows.ts';

/** What one jail would have done. */
interface JailSum {
  bans: number;
  /** Sources that it would have banned. */
  sources: number;
  /** Seconds in which its bans that are over were in force, added up. */
  seconds: number;
}

/** What is counted of the bans of one setting, by the number of each source (ids.ts). */
export interface Tally {
  /** @param portsOf the most ports that a line has had of a source so far */
  readonly hearer: (portsOf: (id: number) => number) => JailHearer;
  readonly rows: BanRows;
  /** Probes of a source that is banned by these jails, as in `bannedBy`. */
  probes(id: number, more: number, by: number): void;
  /** A line that was counted: so many are by now. */
  near(id: number, jail: JailName, lines: number): void;
  /** The most lines that a jail ever counted towards a ban, of what it takes; 0 for none. */
  nearShare(id: number): number;
  nearBan(
    id: number,
  ): { readonly what: JailName; readonly count: number; readonly needed: number } | undefined;
  clear(id: number): void;
  /** Bans of a source by other jails than recidive, which comes on top of them. */
  bansOf(id: number): number;
  probesOf(id: number): number;
  sumOf(jail: JailName): Readonly<JailSum>;
  /** Sources banned, banned more than once, and probes of all that are. */
  readonly sums: Readonly<Record<'sources' | 'again' | 'probes', number>>;
}

/** Of one jail, by source: its bans, and the row of the last one. */
interface Column {
  readonly counts: Uint32Array;
  readonly rows: Uint32Array;
  readonly sum: JailSum;
}

/**
 * @param most the greatest number of a source
 * @param jails those of the setting
 */
export function createTally(most: number, jails: readonly JailSettings[], mostRows?: number): Tally {
  const maxretries = jailNames.map(name => jails.find(jail => jail.name === name)?.maxretry ?? 1);
  const rows = createBanRows(mostRows);
  const all = jailNames.map(() => createColumn(most + 1));
  const column = (jail: JailName): Column => all[jailNames.indexOf(jail)] ?? createColumn(0);
  const [bans, probes, lastRow] = [u32(most + 1), u32(most + 1), u32(most + 1)];
  const [nearLines, nearJails] = [new Uint16Array(most + 1), new Uint8Array(most + 1)];
  const sums = { sources: 0, again: 0, probes: 0 };

  const count = (jail: JailName, id: number): number => {
    const { counts, sum } = column(jail);
    const times = (counts[id] ?? 0) + 1;
    counts[id] = times;
    sum.bans++;
    if (times === 1) sum.sources++;
    if (jail === recidiveJail) return times;
    bans[id] = (bans[id] ?? 0) + 1;
    if (bans[id] === 1) sums.sources++;
    else if (bans[id] === 2) sums.again++;
    return times;
  };
  const endRow = (jail: JailName, id: number, end: number): void =>
    rows.end(column(jail).rows[id] ?? 0, end * 1000);
  return {
    hearer: portsOf => ({
      onBan: (jail, id, at, end) => {
        const row = {
          id,
          jail,
          start: at * 1000,
          end: end * 1000,
          count: count(jail, id),
          ports: portsOf(id),
        };
        const number = rows.add(row, lastRow[id] ?? 0);
        column(jail).rows[id] = number;
        if (number !== 0) lastRow[id] = number;
      },
      onProlonged: endRow,
      onUnban: (jail, id, at, since) => {
        column(jail).sum.seconds += Math.max(0, at - since);
        endRow(jail, id, at);
      },
      onRestored: (jail, id, _, end) => endRow(jail, id, end),
    }),
    rows,
    probes: (id, more, by) => {
      probes[id] = (probes[id] ?? 0) + more;
      sums.probes += more;
      for (let at = 0; at < all.length; at++)
        if ((by & (1 << at)) !== 0) rows.probes(all[at]?.rows[id] ?? 0, more);
    },
    near: (id, jail, lines) => {
      if (lines <= (nearLines[id] ?? 0)) return;
      nearLines[id] = Math.min(lines, 65_535);
      nearJails[id] = jailNames.indexOf(jail);
    },
    nearShare: id => (nearLines[id] ?? 0) / (maxretries[nearJails[id] ?? 0] ?? 1),
    nearBan: id => {
      const [at, lines] = [nearJails[id] ?? 0, nearLines[id] ?? 0];
      const what = jailNames[at];
      return lines === 0 || what === undefined
        ? undefined
        : { what, count: lines, needed: maxretries[at] ?? 1 };
    },
    clear: id => {
      // The list no longer has its bans; the sums stay.
      rows.release(lastRow[id] ?? 0);
      for (const { rows: numbers, counts } of all) numbers[id] = counts[id] = 0;
      lastRow[id] = bans[id] = probes[id] = nearLines[id] = 0;
    },
    bansOf: id => bans[id] ?? 0,
    probesOf: id => probes[id] ?? 0,
    sumOf: jail => column(jail).sum,
    sums,
  };
}

const u32 = (length: number): Uint32Array => new Uint32Array(length);

const createColumn = (length: number): Column => ({
  counts: u32(length),
  rows: u32(length),
  sum: { bans: 0, sources: 0, seconds: 0 },
});
