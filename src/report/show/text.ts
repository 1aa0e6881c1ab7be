import type { Report, Timeline } from '../report.ts';
import { bansText, effectsText } from './bans-text.ts';
import { wrapped } from './lay-out.ts';
import { linesText, sparedText, topText } from './lines-text.ts';
import { timelineText, weekText } from './time-text.ts';
import { minuteText } from './words.ts';

/** The report for people: plain text of 78 columns, fit for mail. */
export function reportText(report: Report): string {
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Not known, or odd', report.notes.flatMap(note => wrapped(note, '  '))],
    ['Totals', linesText(report)],
    ['Bans', bansText(report)],
    ['What the bans did', effectsText(report)],
    ...timeText(report.timeline),
    ['Lines by weekday and hour', weekText(report.week)],
    ...topText(report.lines),
    ['Ignored and protected hosts', sparedText(report.lines)],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  return [...head(report), ...shown.flatMap(([title, lines]) => ['', title, ...lines]), ''].join('\n');
}

const head = ({ host, since, until }: Report): string[] => [
  ...wrapped(`portjail report of ${host}`),
  `from ${minuteText(since)} to ${minuteText(until)}, local time`,
];

const timeText = (timeline: Timeline | null): [string, string[]][] =>
  timeline === null ? [] : [[timeTitle[timeline.unit], timelineText(timeline)]];

const timeTitle = { hour: 'By the hour', day: 'By day', month: 'By month' } as const;
