import type { Report } from '../report.ts';

/** Keys that hold a time. */
const times = new Set(['since', 'until', 'first', 'last', 'time', 'lastBan']);

/** The whole report; times are ISO in UTC, null is what is not known. */
export const reportJson = (report: Report): string =>
  `${JSON.stringify(report, (key, value) => (times.has(key) ? timeOf(value) : value), 2)}\n`;

const timeOf = (value: unknown): unknown =>
  typeof value === 'number' && Number.isFinite(value) ? new Date(value).toISOString() : value;
