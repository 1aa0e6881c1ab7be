import type { Report } from '../report.ts';
import { notKnown, numberText } from '../show/words.ts';
import { percent, shortNumber } from './scale.ts';
import { columns, head, numberWords, type Table } from './table.ts';

/** Lines an hour, a row for each weekday and a cell for each hour: the deeper, the more. */
export interface WeekPicture {
  readonly description: string;
  readonly height: number;
  readonly axis: number;
  readonly rows: readonly {
    readonly name: string;
    readonly nameAt: number;
    readonly y: number;
    readonly textAt: number;
    readonly cells: readonly HourCell[];
  }[];
  readonly labels: readonly { readonly x: string; readonly text: string; readonly isExtra: boolean }[];
  readonly levels: readonly { readonly level: number; readonly text: string }[];
  readonly hasGaps: boolean;
  readonly table: Table;
}

interface HourCell {
  readonly x: string;
  /** 0 for nothing, 1 to 5; null for what is not known. */
  readonly level: number | null;
  readonly isKnown: boolean;
  readonly isDeep: boolean;
  readonly middle: string;
  readonly text: string;
  readonly title: string;
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const rowHeight = 30;
export const deepest = 5;

/** Null where nothing was seen, or nothing is known. */
export function weekPicture({ week }: Report): WeekPicture | null {
  const greatest = Math.max(0, ...(week ?? []).flat().map(count => count ?? 0));
  if (week === null || greatest === 0) return null;
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return {
    description: describe(week, greatest),
    height: 7 * rowHeight + 22,
    axis: 7 * rowHeight + 16,
    rows: week.map((row, day) => ({
      name: (weekdays[day] ?? '').slice(0, 3),
      nameAt: day * rowHeight + 18,
      y: day * rowHeight,
      textAt: day * rowHeight + 18,
      cells: row.map((count, hour) => cellOf(count, greatest, day, hour)),
    })),
    labels: hours
      .filter(hour => hour % 3 === 0)
      .map(hour => ({ x: percent(hour + 0.5, 24), text: hourText(hour), isExtra: hour % 6 !== 0 })),
    levels: Array.from({ length: deepest + 1 }, (_, level) => ({
      level,
      text: level === 0 ? '0' : `to ${shortNumber(greatest * (level / deepest) ** 2)}`,
    })),
    hasGaps: week.flat().includes(null),
    table: tableOf(week, hours),
  };
}

/** Few lines differ more from each other than many do: the root of the share. */
export const levelOf = (count: number, greatest: number): number =>
  Math.min(deepest, Math.ceil(Math.sqrt(count / greatest) * deepest));

function cellOf(count: number | null, greatest: number, day: number, hour: number): HourCell {
  const level = count === null ? null : levelOf(count, greatest);
  return {
    x: percent(hour, 24),
    level,
    isKnown: level !== null,
    isDeep: (level ?? 0) > 3,
    middle: percent(hour + 0.48, 24),
    text: count === null ? '?' : count === 0 ? '' : shortNumber(count),
    title: `${nameOf(day, hour)}: ${countText(count)}`,
  };
}

const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
const nameOf = (day: number, hour: number): string => `${weekdays[day]} ${hourText(hour)}`;
const countText = (count: number | null): string =>
  count === null ? notKnown : `${numberText(count)} lines an hour`;

function describe(week: readonly (readonly (number | null)[])[], greatest: number): string {
  const day = week.findIndex(row => row.includes(greatest));
  const hour = week[day]?.indexOf(greatest) ?? 0;
  return `The busiest hour is ${nameOf(day, hour)} with ${countText(greatest)}. The table below has every number.`;
}

const tableOf = (week: readonly (readonly (number | null)[])[], hours: readonly number[]): Table => ({
  label: 'Lines an hour, as a table',
  columns: columns('hour', ...weekdays.map(name => `#${name.slice(0, 3)}`)),
  rows: hours.map(hour => [
    head(hourText(hour)),
    ...week.map(row => numberWords(numberText(row[hour] ?? null))),
  ]),
});
