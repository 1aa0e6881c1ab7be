import { release } from 'node:os';
import { RLIMIT_MEMLOCK } from '../../../sys/abi.ts';
import { setrlimit } from '../../../sys/libc.ts';

/** What the maps and programs are charged for before Linux 5.11, with much to spare: they are some 3 MB. */
const needed = 16n << 20n;

/** True for a kernel release such as "6.1.0-13-amd64" of at least that version. */
export function isAtLeast(major: number, minor: number, text = release()): boolean {
  const [, first = 0, second = 0] = /^(\d+)\.(\d+)/.exec(text)?.map(Number) ?? [];
  return first > major || (first === major && second >= minor);
}

/**
 * Makes room in RLIMIT_MEMLOCK, which older kernels charge for maps (64 KiB for a shell of theirs). Without the right to
 * raise it, it stays; see setrlimit(2).
 */
export function raiseMemlock(text = release()): void {
  if (!isAtLeast(5, 11, text)) setrlimit(RLIMIT_MEMLOCK, new BigUint64Array([needed, needed]));
}
