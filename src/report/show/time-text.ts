import { format } from 'date-fns/format';
import type { Report, Timeline, TimePart } from '../report.ts';
import { bar, table, width } from './lay-out.ts';
import { counted, notKnown, numberText } from './words.ts';

const shapes = { hour: 'EEE yyyy-MM-dd HH:mm', day: 'EEE yyyy-MM-dd', month: 'yyyy-MM' } as const;

/** Each part of the time in a row, with a bar of its lines; one of which nothing is known says so. */
export function timelineText({ unit, parts }: Timeline): string[] {
  const heads = ['scans', 'observed', 'held back', 'bans'].map(head => ({ head, isNumber: true }));
  const rows = parts.map(({ since, scans, observations, heldBack, bans }) => [
    format(since, shapes[unit]),
    ...[scans, observations, heldBack, bans].map(count => (count === null ? '?' : numberText(count))),
  ]);
  const [head = '', ...lines] = table([{ head: '' }, ...heads], rows);
  const room = width - head.length - 2;
  const greatest = Math.max(0, ...parts.map(linesOf));
  return [head, ...lines.map((line, at) => `${line}  ${tail(parts[at], greatest, room)}`.trimEnd())];
}

const linesOf = (part: TimePart): number => (part.scans ?? 0) + (part.observations ?? 0);

function tail(part: TimePart | undefined, greatest: number, room: number): string {
  if (part === undefined) return '';
  if (part.scans === null) return notKnown;
  const drawn = bar(linesOf(part), greatest, Math.max(0, room - partly.length));
  return part.isPartial ? `${drawn}${partly}` : drawn;
}

const partly = ' (in part)';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const shades = ' .:-=+*#%@';

/** A row for each day of which anything is known, three characters for each hour, the darker the more. */
export function weekText(week: Report['week']): string[] {
  const greatest = Math.max(0, ...(week ?? []).flat().map(count => count ?? 0));
  if (week === null || greatest === 0) return [];
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
  const shade = (count: number | null): string =>
    count === null ? '?' : (shades[Math.ceil((count / greatest) * (shades.length - 1))] ?? '');
  const rows = week
    .map((row, day) => ({ row, name: weekdays[day] ?? '' }))
    .filter(({ row }) => row.some(count => count !== null));
  return [
    `       ${hours.join(' ')}`,
    ...rows.map(({ row, name }) =>
      `  ${name}  ${row.map(count => shade(count).repeat(2)).join(' ')}`.trimEnd(),
    ),
    `  few ${shades.trim()} many: ${counted(greatest, 'line')} an hour at most${hasUnknown(rows) ? '; ? is not known' : ''}`,
  ];
}

const hasUnknown = (rows: readonly { readonly row: readonly (number | null)[] }[]): boolean =>
  rows.some(({ row }) => row.includes(null));
