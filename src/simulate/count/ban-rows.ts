import { type JailName, jailNames } from '../../jails/pack/names.ts';

/** Bans that are kept one by one. */
const mostRows = 500_000;

/** One ban. Times are milliseconds since the epoch. */
export interface BanRow {
  /** The number of the source (ids.ts). */
  readonly id: number;
  readonly jail: JailName;
  readonly start: number;
  /** When it ends; Infinity for one without end. */
  readonly end: number;
  /** Bans of the source by that jail, with this one. */
  readonly count: number;
  /** The most ports that a line had of the source until then. */
  readonly ports: number;
  /** Probes, at least, that came while it was in force. */
  readonly probes: number;
}

/**
 * The bans in the order in which they were made, each with a number from 1; beyond the bound it is 0, and nothing is kept.
 * Each knows the one before it of its source.
 */
export interface BanRows {
  add(row: Omit<BanRow, 'probes'>, previous: number): number;
  end(at: number, end: number): void;
  probes(at: number, more: number): void;
  /** Forgets it and those before it of its source, whose number is another's from now on. */
  release(last: number): void;
  all(): Generator<BanRow>;
  readonly size: number;
  readonly leftOut: number;
}

export function createBanRows(most = mostRows): BanRows {
  const [starts, ends] = [new Float64Array(most + 1), new Float64Array(most + 1)];
  const [owners, counts, probes] = [
    new Int32Array(most + 1),
    new Uint32Array(most + 1),
    new Uint32Array(most + 1),
  ];
  const [jails, ports, befores] = [
    new Uint8Array(most + 1),
    new Uint32Array(most + 1),
    new Uint32Array(most + 1),
  ];
  let [size, leftOut] = [0, 0];
  const rowAt = (at: number): BanRow => ({
    id: owners[at] ?? 0,
    jail: jailNames[jails[at] ?? 0] ?? jailNames[0],
    start: starts[at] ?? 0,
    end: ends[at] ?? 0,
    count: counts[at] ?? 0,
    ports: ports[at] ?? 0,
    probes: probes[at] ?? 0,
  });
  return {
    add: (row, previous) => {
      if (size === most) {
        leftOut++;
        return 0;
      }
      const at = ++size;
      [owners[at], jails[at]] = [row.id, jailNames.indexOf(row.jail)];
      [starts[at], ends[at], counts[at], ports[at]] = [row.start, row.end, row.count, row.ports];
      befores[at] = previous;
      return at;
    },
    end: (at, end) => {
      ends[at] = end;
    },
    probes: (at, more) => {
      probes[at] = (probes[at] ?? 0) + more;
    },
    release: last => {
      for (let at = last; at !== 0; at = befores[at] ?? 0) owners[at] = -1;
    },
    *all() {
      for (let at = 1; at <= size; at++) if ((owners[at] ?? -1) >= 0) yield rowAt(at);
    },
    get size() {
      return size;
    },
    get leftOut() {
      return leftOut;
    },
  };
}
