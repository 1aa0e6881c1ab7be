import { type PortRange, portsIn, rangeText } from '../../net/ports.ts';
import { shown } from '../read/objection.ts';
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

/** @param isSingly whether the ports of ranges are written one by one */
export function readConfPorts(list: string, dialect: Dialect, isSingly: boolean): ConfPorts {
  const remarks: string[] = [];
  const minor: string[] = [];
  const items = list.split(',').map(item => item.trim());
  const ranges = items.filter(item => item !== '').flatMap(item => readItem(item, dialect, remarks, minor));
  const merged = mergedRanges(ranges, minor);
  const count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (dialect === '1.2' && count > limitOf12)
    minor.push(`Portsentry 1.2 drops every port after the ${limitOf12}th; all ${count} count here`);
  return {
    list: merged.map(range => (isSingly ? singly(range, minor) : rangeText(range))).join(','),
    remarks,
    minor,
  };
}

/**
 * Portsentry watches all that its ranges hold, and ours may leave ports to clients of this host, which are high ones: so
 * those are written one by one. Nobody means each of thousands.
 */
const lowest = 1024;
const mostSingles = 1000;

function singly(range: PortRange, minor: string[]): string {
  const [first, last] = range;
  if (last < lowest || first === last) return rangeText(range);
  if (last - first < mostSingles) return portsIn([range]).join(',');
  minor.push(
    `of ${rangeText(range)} the ports that the kernel gives to clients of this host may be left out`,
  );
  return rangeText(range);
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
