import { type Entry, formatSource } from './line.ts';

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

/** So many scans may stand in a file that were in the one before; see recent.ts. */
const mostRepeated = 1_000;

/** The same for who takes the lines of some sources alone, and so cannot count: a repeated one says what it said before. */
export function createOnceOfSome(): (entry: Entry) => Told | undefined {
  const keys = new Set<string>();
  return entry => {
    if (entry.verb === 'again') return undefined;
    if (entry.verb !== 'scan') return entry;
    const { time, pid, protocol, port, hits } = entry;
    const key = `${time} ${pid} ${protocol} ${port} ${hits} ${formatSource(entry)}`;
    if (keys.has(key)) return undefined;
    keys.add(key);
    if (keys.size > mostRepeated) keys.delete(keys.values().next().value ?? '');
    return entry;
  };
}
