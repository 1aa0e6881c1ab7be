import type { Report } from '../report.ts';
import { counted, notKnown, numberText } from '../show/words.ts';
import { percent, shortNumber } from './scale.ts';
import { columns, head, numberWords, type Table } from './table.ts';

/** Lines an hour, a row for each weekday and a cell for each hour: the deeper, the more. */
export interface WeekPicture {
  readonly description: string;
  readonly height: number;
  /** Where the hours stand. */
  readonly axis: number;
  readonly rows: readonly {
    readonly name: string;
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
  readonly isKnown: boolean;
  /** 0 for nothing, to `deepest`. */
  readonly level: number;
  readonly isDeep: boolean;
  readonly middle: string;
  readonly text: string;
  readonly title: string;
}

/** A day of which anything is known. */
interface Day {
  readonly name: string;
  readonly counts: readonly (number | null)[];
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const rowHeight = 30;
const deepest = 5;

/** Null where nothing was seen, or nothing is known. */
export function weekPicture({ week }: Report): WeekPicture | null {
  const greatest = Math.max(0, ...(week ?? []).flat().map(count => count ?? 0));
  if (week === null || greatest === 0) return null;
  const days = week
    .map((counts, at) => ({ name: weekdays[at] ?? '', counts }))
    .filter(({ counts }) => counts.some(count => count !== null));
  return {
    description: describe(days, greatest),
    height: days.length * rowHeight + 22,
    axis: days.length * rowHeight + 16,
    rows: days.map((day, at) => ({
      name: day.name.slice(0, 3),
      y: at * rowHeight,
      textAt: at * rowHeight + 18,
      cells: day.counts.map((count, hour) => cellOf(count, greatest, { day, hour })),
    })),
    labels: hours
      .filter(hour => hour % 3 === 0)
      .map(hour => ({ x: percent(hour + 0.5, 24), text: hourText(hour), isExtra: hour % 6 !== 0 })),
    levels: levelsOf(days, greatest),
    hasGaps: days.some(({ counts }) => counts.includes(null)),
    table: tableOf(days),
  };
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** Few lines differ more from each other than many do: by the root of the share. */
const levelOf = (count: number, greatest: number): number =>
  Math.min(deepest, Math.ceil(Math.sqrt(count / greatest) * deepest));

/** Those that are met, each with the most lines that it stands for. */
function levelsOf(days: readonly Day[], greatest: number): WeekPicture['levels'] {
  const met = new Set(days.flatMap(({ counts }) => counts).map(count => levelOf(count ?? 0, greatest)));
  return [...met]
    .sort((a, b) => a - b)
    .map(level => ({
      level,
      text: level === 0 ? '0' : `up to ${shortNumber(greatest * (level / deepest) ** 2)}`,
    }));
}

function cellOf(
  count: number | null,
  greatest: number,
  { day, hour }: { readonly day: Day; readonly hour: number },
): HourCell {
  const level = levelOf(count ?? 0, greatest);
  return {
    x: percent(hour, 24),
    isKnown: count !== null,
    level,
    isDeep: level > 3,
    middle: percent(hour + 0.48, 24),
    text: level === 0 ? '' : shortNumber(count ?? 0),
    title: `${day.name} ${hourText(hour)}: ${countText(count)}`,
  };
}

const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
const countText = (count: number | null): string =>
  count === null ? notKnown : `${counted(count, 'line')} an hour`;

function describe(days: readonly Day[], greatest: number): string {
  const day = days.find(({ counts }) => counts.includes(greatest));
  const hour = day?.counts.indexOf(greatest) ?? 0;
  return `The busiest is ${day?.name} ${hourText(hour)}: ${countText(greatest)}. The table below has every number.`;
}

const tableOf = (days: readonly Day[]): Table => ({
  label: 'Lines an hour, as a table',
  columns: columns('hour', ...days.map(({ name }) => `#${name.slice(0, 3)}`)),
  rows: hours.map(hour => [
    head(hourText(hour)),
    ...days.map(({ counts }) => numberWords(numberText(counts[hour] ?? null))),
  ]),
});
