import type { Report, Timeline } from '../report.ts';
import { bansText, effectsText } from './bans-text.ts';
import { wrapped } from './lay-out.ts';
import { linesText, sparedText, topText } from './lines-text.ts';
import { othersText } from './others-text.ts';
import { timelineText, weekText } from './time-text.ts';
import { minuteText } from './words.ts';

/** The report for people: plain text of 78 columns, fit for mail. */
export function reportText(report: Report): string {
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Not known, or odd', report.notes.flatMap(note => wrapped(note, '  '))],
    [`Totals${known(report.gaps.log)}`, linesText(report)],
    [`Bans${known(report.gaps.bans)}`, bansText(report)],
    [`What the bans did${known([...report.gaps.log, ...report.gaps.bans])}`, effectsText(report)],
    ['Named by other hosts of the fleet', othersText(report.others)],
    ...timeText(report.timeline),
    ['Lines an hour, by weekday and hour', weekText(report.week)],
    ...topText(report.lines),
    ['Ignored and protected hosts', sparedText(report.lines)],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  return [...head(report), ...shown.flatMap(([title, lines]) => ['', title, ...lines]), ''].join('\n');
}

/** A log that tells nothing of a part of the time was not quiet then. */
const known = (gaps: readonly unknown[]): string => (gaps.length === 0 ? '' : ', as far as the logs tell');

const head = ({ host, since, until }: Report): string[] => [
  ...wrapped(`portjail report of ${host}`),
  since > 0
    ? `from ${minuteText(since)} to ${minuteText(until)}, local time`
    : `up to ${minuteText(until)}, local time`,
];

const timeText = (timeline: Timeline | null): [string, string[]][] =>
  timeline === null ? [] : [[timeTitle[timeline.unit], timelineText(timeline)]];

const timeTitle = { hour: 'By the hour', day: 'By day', month: 'By month' } as const;
