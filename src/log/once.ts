import type { Entry } from './line.ts';

/** What a log tells, without the lines that only say what follows. */
export type Told = Exclude<Entry, { verb: 'again' }>;

/**
 * Takes the entries of a log in their order, over its rotated files, and returns each event once: after an `again` line
 * that many scans of the same process were in the file before, whether anyone reads them there or not.
 */
export function createOnce(): (entry: Entry) => Told | undefined {
  let [repeated, pid] = [0, 0];
  return entry => {
    if (entry.verb === 'again') {
      [repeated, pid] = [entry.lines, entry.pid];
      return undefined;
    }
    // Somebody else's line may stand between them: the doctor's.
    if (repeated === 0 || entry.pid !== pid) return entry;
    repeated = entry.verb === 'scan' ? repeated - 1 : 0;
    return entry.verb === 'scan' ? undefined : entry;
  };
}
