import { type PortRange, parsePortRanges, rangeText } from '../../net/ports.ts';
import { countUnused, unusedWord } from '../port-words.ts';
import type { Objection } from '../read/objection.ts';
import type { Config } from '../schema/schema.ts';

/** Mistakes in every port list: numbers out of range, ranges the wrong way round, ports that stand twice. */
export function portObjections({ tcp, udp }: Config): Objection[] {
  const lists: readonly (readonly [pointer: string, list: string])[] = [
    ['/tcp/ports', tcp.ports],
    ['/tcp/exclude', tcp.exclude],
    ['/tcp/decoys', tcp.decoys],
    ['/udp/ports', udp.ports],
    ['/udp/exclude', udp.exclude],
  ];
  return lists.flatMap(([pointer, list]) =>
    [...wordMistakes(list), ...listMistakes(parsePortRanges(list))].map(message => ({ pointer, message })),
  );
}

/** A port may stand beside the word that holds it: then it is watched whatever else decides about unused ones. */
const wordMistakes = (list: string): string[] =>
  countUnused(list) > 1 ? [`expected "${unusedWord}" once; found it twice`] : [];

function listMistakes(ranges: readonly PortRange[]): string[] {
  const wrong = ranges.flatMap(rangeMistake);
  // Bounds that make no sense overlap by nature; one word about a mistake is enough.
  return wrong.length > 0 ? wrong : overlaps(ranges);
}

function rangeMistake(range: PortRange): string[] {
  const [first, last] = range;
  const outside = [first, last].find(port => port < 1 || port > 65_535);
  if (outside !== undefined) return [`expected ports from 1 to 65535; found ${outside}`];
  return first > last ? [`expected the lower port first; found "${first}-${last}"`] : [];
}

function overlaps(ranges: readonly PortRange[]): string[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const mistakes: string[] = [];
  let reach = sorted[0];
  for (const range of sorted.slice(1)) {
    if (reach !== undefined && range[0] <= reach[1]) mistakes.push(overlap(reach, range));
    if (reach === undefined || range[1] > reach[1]) reach = range;
  }
  return mistakes;
}

function overlap(a: PortRange, b: PortRange): string {
  if (rangeText(a) === rangeText(b)) return `expected every port once; found ${rangeText(a)} twice`;
  return `expected every port once; found both ${rangeText(a)} and ${rangeText(b)}`;
}
