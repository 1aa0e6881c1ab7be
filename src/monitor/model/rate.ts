import type { Evidence } from '../../probe.ts';

/** Lines over time: how many of each evidence in each column. */
export interface Rate {
  /** How long one column is (milliseconds). */
  readonly column: number;
  add(evidence: Evidence, time: number): void;
  /** The last `count` columns up to the one of `now`, oldest first. */
  columns(evidence: Evidence, now: number, count: number): number[];
}

/** No terminal is wider than is useful. */
const mostColumns = 240;

export function createRate(column: number): Rate {
  const counts = new Map<number, Record<Evidence, number>>();
  return {
    column,
    add(evidence, time) {
      const at = Math.floor(time / column);
      const known = counts.get(at);
      if (known !== undefined) known[evidence]++;
      else counts.set(at, { handshake: 0, packet: 0, [evidence]: 1 });
      if (counts.size > 2 * mostColumns) forgetOldest(counts);
    },
    columns(evidence, now, count) {
      const last = Math.floor(now / column);
      return Array.from({ length: count }, (_, i) => counts.get(last - count + 1 + i)?.[evidence] ?? 0);
    },
  };
}

/** Clocks go back: the order in which columns came is not that of time. */
function forgetOldest(counts: Map<number, unknown>): void {
  const oldest = [...counts.keys()].sort((a, b) => a - b);
  for (const at of oldest.slice(0, counts.size - mostColumns)) counts.delete(at);
}
