import { parseLine } from '../log/line.ts';
import { isMarked } from '../log/marked.ts';
import { createOnce, type Told } from '../log/once.ts';

export interface View {
  /** Takes a line of the log as it is. */
  readonly onLine: (line: string) => void;
  /** How many lines were none of ours. They are not shown: their writer may have written for the terminal. */
  readonly unknown: () => number;
}

/**
 * Shows what a log holds from that time on (milliseconds since the epoch), line by line and each event once, but for the
 * doctor's own lines.
 */
export function view(since: number, format: (entry: Told) => string, print: (text: string) => void): View {
  let unknown = 0;
  const once = createOnce();
  return {
    onLine(line) {
      const entry = parseLine(line);
      if (entry === undefined) {
        unknown++;
        return;
      }
      const told = once(entry);
      if (told !== undefined && told.time >= since && !isMarked(told)) print(`${format(told)}\n`);
    },
    unknown: () => unknown,
  };
}
