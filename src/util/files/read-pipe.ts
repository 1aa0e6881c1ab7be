import { readSync } from 'node:fs';
import { errorCode } from '../errors.ts';
import { NoFile } from './plain-file.ts';

/** How long a pipe may say nothing (milliseconds): whatever writes it may ask for a password first. */
const patience = 30_000;
const pause = 10;

/**
 * What a pipe holds until its writer closes it, such as that of `<(...)`, of which at most `most` bytes. It was opened
 * with O_NONBLOCK, so that nobody is waited for without end: throws NoFile when nothing comes for half a minute.
 * @param named whether its writer may be still to come, so that the end may come before the beginning
 */
export function readPipe(fd: number, most: number, named: boolean): Buffer {
  const bytes = Buffer.alloc(most);
  let length = 0;
  for (let last = Date.now(); length < most; ) {
    const got = readNow(fd, bytes, length);
    if (got === 0 && (length > 0 || !named)) break;
    if (got > 0) last = Date.now();
    else if (Date.now() - last > patience)
      throw new NoFile('ETIMEDOUT', 'is a pipe (FIFO) into which nobody writes');
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    length += Math.max(0, got);
  }
  return bytes.subarray(0, length);
}

/** -1 when there is nothing to be had yet. */
function readNow(fd: number, bytes: Buffer, at: number): number {
  try {
    return readSync(fd, bytes, at, bytes.length - at, null);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return -1;
    throw error;
  }
}
