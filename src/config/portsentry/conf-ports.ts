import type { PortRange } from '../../net/ports.ts';
import { shown } from '../read/objection.ts';
import { rangeText } from '../rules/port-rules.ts';
import type { Dialect } from './dialect.ts';

/** 1.2's MAXSOCKS. */
const limitOf12 = 64;

/** A port list of a portsentry.conf in the form of ours. */
export interface ConfPorts {
  readonly list: string;
  /** What was dropped. */
  readonly remarks: string[];
  /** What was read otherwise than the peer does. */
  readonly minor: string[];
}

export function readConfPorts(list: string, dialect: Dialect): ConfPorts {
  const remarks: string[] = [];
  const minor: string[] = [];
  const items = list.split(',').map(item => item.trim());
  const ranges = items.filter(item => item !== '').flatMap(item => readItem(item, dialect, remarks, minor));
  const merged = mergedRanges(ranges, minor);
  const count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (dialect === '1.2' && count > limitOf12)
    minor.push(`Portsentry 1.2 drops every port after the ${limitOf12}th; all ${count} count here`);
  return { list: merged.map(rangeText).join(','), remarks, minor };
}

function readItem(item: string, dialect: Dialect, remarks: string[], minor: string[]): PortRange[] {
  const match = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(item);
  const range: PortRange = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  const [first, last] = range;
  if (match === null || first < 1 || last > 65_535 || first > last) {
    remarks.push(`${shown(item)} is no port from 1 to 65535 and no range of them: dropped`);
    return [];
  }
  if (match[2] !== undefined && dialect === '1.2')
    minor.push(`Portsentry 1.2 has no ranges and reads ${shown(item)} as ${first}; all of it counts here`);
  return [range];
}

/** Ascending, with what overlaps made one: here a port that stands twice is no mistake, as it is for no Portsentry. */
function mergedRanges(ranges: readonly PortRange[], minor: string[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before === undefined || range[0] > before[1]) {
      merged.push(range);
      continue;
    }
    minor.push(`${rangeText(range)} stands twice`);
    merged[merged.length - 1] = [before[0], Math.max(before[1], range[1])];
  }
  return merged;
}
