import { parseLine } from '../log/line.ts';
import { isMarked } from '../log/marked.ts';
import { readTail } from '../util/read-file.ts';
import { type Alert, alertOf, mostAlerts } from './alerts.ts';

/** A line is 200 bytes at the most, and others than scans stand between them. */
const window = 64 * 1024;

/**
 * The last ban-grade lines of a log, newest first, for when no sentry can be asked. What was written again after a
 * rotation stands here once, since only this one file is read; a line that is the same to the letter, with its time and
 * its count, is the same event. Throws NoFile or a system error where the log cannot be read.
 */
export function lastScans(log: string): Alert[] {
  // Its first line may be a part of one, which no parser takes.
  const text = readTail(log, window, { links: 'guarded' }).bytes.toString('latin1');
  const lines = new Set(text.split('\n'));
  const entries = [...lines].map(line => parseLine(line));
  return entries
    .flatMap(entry => (entry?.verb === 'scan' && !isMarked(entry) ? alertOf(entry, entry) : []))
    .slice(-mostAlerts)
    .reverse();
}
