import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parseLine } from '../log/line.ts';
import { type Alert, alertOf, mostAlerts } from './alerts.ts';

/** A line is 200 bytes at the most, and others than scans stand between them. */
const window = 64 * 1024;

/**
 * The last ban-grade lines of a log, newest first, for when no sentry can be asked. None where it cannot be read. What
 * was written again after a rotation stands here once, since only this one file is read; a line that is the same to the
 * letter, with its time and its count, is the same event.
 */
export function lastScans(log: string): Alert[] {
  const lines = new Set(lastText(log).split('\n'));
  const entries = [...lines].map(line => parseLine(line));
  return entries
    .flatMap(entry => (entry?.verb === 'scan' ? alertOf(entry, entry) : []))
    .slice(-mostAlerts)
    .reverse();
}

/** The end of a file; its first line may be a part of one, which no parser takes. */
function lastText(log: string): string {
  try {
    const fd = openSync(log, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(window);
      const start = Math.max(0, fstatSync(fd).size - window);
      return bytes.toString('latin1', 0, readSync(fd, bytes, 0, window, start));
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}
