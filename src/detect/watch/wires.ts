import type { Link } from '../../sys/netlink/links.ts';

/**
 * Which interfaces have the same hosts behind them: one that another is built on, as a port of a bridge or bond, or what a
 * VLAN or macvlan goes out of, through any number of them. Two VLANs of one port are apart, as are two ports of a bridge.
 * Returns the index itself and all of those.
 */
export function wiresOf(links: readonly Link[]): (index: number) => ReadonlySet<number> {
  const below = new Map<number, number[]>();
  const above = new Map<number, number[]>();
  const build = (upper: number, lower: number): void => {
    if (upper === 0 || lower === 0) return;
    below.set(upper, [...(below.get(upper) ?? []), lower]);
    above.set(lower, [...(above.get(lower) ?? []), upper]);
  };
  for (const { index, master, lower } of links) {
    build(master, index);
    build(index, lower);
  }
  return index => new Set([...reached(index, below), ...reached(index, above)]);
}

/** Everything on the way in one direction. A kernel makes no circles; two looks that differ could. */
function reached(start: number, next: ReadonlyMap<number, readonly number[]>): Set<number> {
  const found = new Set([start]);
  for (const index of found) for (const other of next.get(index) ?? []) found.add(other);
  return found;
}
