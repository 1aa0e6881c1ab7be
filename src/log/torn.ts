import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** True when a file has text that does not end in a newline, as after a crash or on a disk that was full. */
export function endsTorn(path: string): boolean {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
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
