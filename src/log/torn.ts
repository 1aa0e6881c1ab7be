import { readTail } from '../util/files/read-file.ts';

/**
 * True when an open file has text that does not end in a newline, as after a crash or on a disk that was full. It is
 * opened once more to be read, through its descriptor: its name may lead to another one, or to a pipe.
 */
export function endsTorn(log: number): boolean {
  try {
    const [last = 0x0a] = readTail(`/proc/self/fd/${log}`, 1).bytes;
    return last !== 0x0a;
  } catch {
    // Not ours to read, or gone again: a blank line too many is as bad as a torn one.
    return false;
  }
}
