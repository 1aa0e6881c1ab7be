import { format } from 'date-fns/format';
import type { Position as FilePosition } from '../follow/position.ts';
import type { LogRead } from '../follow/read-log.ts';
import type { Unread } from '../follow/snapshot.ts';
import type { Counts } from './counts.ts';
import { reasonOf } from './reason.ts';
import type { Span } from './span.ts';

/** A part of the span of which a log tells nothing: not known, which is another thing than quiet. */
export interface Gap extends Span {
  /** As it goes on behind a colon, with the fix where there is one. */
  readonly why: string;
  /** The file that is there and that nobody can read; undefined where the log just begins later, or is missing. */
  readonly file?: string;
}

/** What a reading of one log is worth. */
export interface Account {
  /** The path, or the journal. */
  readonly place: string;
  /** What it does not tell, in order of time; empty where all of the span is known. */
  readonly gaps: readonly Gap[];
  readonly counts: Readonly<Counts>;
  /** Where the next reading goes on (JSON, to be kept); undefined where nothing was ever read. */
  readonly position: Position | undefined;
  /** False when a position was given and its file is gone: what was written since was read, and some may be missing. */
  readonly isResumed: boolean;
}

/** In files, or in the journal. */
export type Position = FilePosition | { readonly cursor: string };

/** Whether nothing of the span is known: what would be a 0 is "not known". */
export const isUnknown = ({ gaps }: Account, { since, until }: Span): boolean =>
  gaps.some(gap => gap.since <= since && gap.until >= until);

/** When a line was written (milliseconds since the epoch); undefined or NaN for one that does not say. */
export type TimeOf = (line: string) => number | undefined;

/** The gaps of a log of files. */
export function gapsOf(read: LogRead, timeOf: TimeOf, span: Span): Gap[] {
  const gaps: Gap[] = [];
  const oldest = read.files[0];
  if (read.missing !== undefined)
    gaps.push({ since: read.files.at(-1)?.written ?? 0, until: span.until, why: reasonOf(read.missing) });
  if (
    oldest !== undefined &&
    read.before === undefined &&
    read.unread.every(file => file.written > oldest.written || isBegun(file, oldest.path))
  ) {
    const held = Math.min(firstTime(read.head, timeOf) ?? Number.POSITIVE_INFINITY, oldest.born);
    gaps.push({ since: span.since, until: held, why: `the logs that are kept begin at ${timeText(held)}` });
  }
  for (const { path, written, error, lastLine = '' } of read.unread)
    gaps.push({
      since: firstTime(lastLine, timeOf) ?? lastBefore(read, written),
      until: written,
      why: `${path}: ${reasonOf(error)}`,
      file: path,
    });
  return gaps
    .map(gap => ({ ...gap, since: Math.max(gap.since, span.since), until: Math.min(gap.until, span.until) }))
    .filter(gap => gap.since < gap.until)
    .sort((a, b) => a.since - b.since);
}

/** Whether it is that file, and was read from its beginning, though not to its end. */
const isBegun = ({ path, lastLine }: Unread, file: string): boolean =>
  path === file && lastLine !== undefined;

/** Of the first line that tells one. */
const firstTime = (text: string, timeOf: TimeOf): number | undefined =>
  text
    .split('\n')
    .map(line => timeOf(line) ?? Number.NaN)
    .find(time => !Number.isNaN(time));

/** When the file before one was written last: there its own lines begin. */
const lastBefore = ({ files, unread, before }: LogRead, written: number): number =>
  Math.max(0, before ?? 0, ...[...files, ...unread].map(file => file.written).filter(time => time < written));

/** Local time, as every view has it. */
export const timeText = (time: number): string => format(time, 'yyyy-MM-dd HH:mm:ss');

/** What a view says once of a log, each a sentence without its full stop: what is not known, and what was odd. */
export function notesOf({ place, gaps, counts, isResumed }: Account): string[] {
  const notes = gaps.map(
    ({ since, until, why }) =>
      `${place}: not known ${since > 0 ? `from ${timeText(since)} to` : 'before'} ${timeText(until)}: ${why}`,
  );
  if (counts.foreign > 0)
    notes.push(
      `${place}: ${counts.foreign === 1 ? '1 line is' : `${counts.foreign} lines are`} not of the form that portjail writes, or not whole`,
    );
  if (counts.ahead > 0)
    notes.push(
      `${place}: ${counts.ahead === 1 ? '1 line is' : `${counts.ahead} lines are`} of a time that is still to come, as after a clock was set back: left out`,
    );
  if (counts.backwards > 0)
    notes.push(
      `${place}: the clock went back ${counts.backwards === 1 ? 'once' : `${counts.backwards} times`}: each line keeps its own time`,
    );
  if (!isResumed) notes.push(`${place}: what was read last is no longer kept: some lines may be missing`);
  return notes;
}
