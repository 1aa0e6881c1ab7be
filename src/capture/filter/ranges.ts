import type { PortRange } from '../../net/ports.ts';

/** The same ports as sorted ranges that neither touch nor overlap. */
export function normalise(ranges: readonly PortRange[]): PortRange[] {
  const out: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = out.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else out.push([first, last]);
  }
  return out;
}

/**
 * At most `limit` ranges (1 or more) that hold all of these ports and as few others as can be: the narrowest gaps are
 * closed first.
 * @param ranges as normalise() returns them
 */
export function closeGaps(ranges: readonly PortRange[], limit: number): PortRange[] {
  if (ranges.length <= limit) return [...ranges];
  const gaps = ranges.slice(1).map(([first], i) => ({ i, width: first - (ranges[i]?.[1] ?? 0) }));
  gaps.sort((a, b) => a.width - b.width || a.i - b.i);
  const closed = new Set(gaps.slice(0, ranges.length - limit).map(gap => gap.i));
  const out: [number, number][] = [];
  ranges.forEach(([first, last], i) => {
    const before = out.at(-1);
    if (before !== undefined && closed.has(i - 1)) before[1] = last;
    else out.push([first, last]);
  });
  return out;
}
