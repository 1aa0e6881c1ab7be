/** First and last port, both included. */
export type PortRange = readonly [first: number, last: number];

/** Whether a value is a port. What lies beyond must not come into a range: it would be counted through, even to infinity. */
export const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535;

/**
 * Reads "23,6000-6010" as the schema's pattern has let it through; numbers are not judged here. A word among them, such as
 * `unused`, stands for ports that only the config knows, and is passed over.
 */
export function parsePortRanges(list: string): PortRange[] {
  const items = list.split(',').map(item => item.trim());
  return items
    .filter(item => /^\d/.test(item))
    .map(item => {
      const [first, last = first] = item.split('-').map(Number);
      return [first ?? 0, last ?? 0];
    });
}

/** Every port of the list, once, ascending. */
export const portsOf = (list: string): number[] => portsIn(parsePortRanges(list));

/** Every port of the ranges, once, ascending. */
export function portsIn(ranges: readonly PortRange[]): number[] {
  const ports = new Set<number>();
  for (const [first, last] of ranges) for (let port = first; port <= last; port++) ports.add(port);
  return [...ports].sort((a, b) => a - b);
}

/** 1 for each of these ports and 0 for every other: what is asked of each packet costs one look, where a Set takes several. */
export function portFlags(ports: Iterable<number>): Uint8Array {
  const flags = new Uint8Array(65_536);
  for (const port of ports) flags[port] = 1;
  return flags;
}

/** How many ports the ranges hold, which do not overlap. */
export const countPorts = (ranges: readonly PortRange[]): number =>
  ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** `23` or `20-25`. */
export const rangeText = ([first, last]: PortRange): string =>
  first === last ? `${first}` : `${first}-${last}`;

/** As a config writes them: "23,6000-6010". */
export const formatRanges = (ranges: readonly PortRange[]): string => ranges.map(rangeText).join(',');

/** Ascending ports as a config has them, with the fewest items. */
export const listOf = (ports: Iterable<number>): string => formatRanges(rangesOf(ports));

/** Ascending ports, each once, as the fewest ranges. */
export function rangesOf(ports: Iterable<number>): PortRange[] {
  const ranges: [number, number][] = [];
  for (const port of ports) {
    const last = ranges.at(-1);
    if (last !== undefined && port === last[1] + 1) last[1] = port;
    else ranges.push([port, port]);
  }
  return ranges;
}
