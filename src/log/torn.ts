import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * True when an open file has text that does not end in a newline, as after a crash or on a disk that was full. It is
 * opened once more to be read, through its descriptor: its name may lead to another one, or to a pipe.
 */
export function endsTorn(log: number): boolean {
  let fd: number | undefined;
  try {
    fd = openSync(`/proc/self/fd/${log}`, 'r');
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
  } catch {
    // Not ours to read, or gone again: a blank line too many is as bad as a torn one.
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
