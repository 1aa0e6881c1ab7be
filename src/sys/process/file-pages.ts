import { readFileSync } from 'node:fs';
import { MADV_DONTNEED } from '../abi.ts';
import { koffiFault, madvise } from '../libc.ts';

/**
 * Takes the pages of program files out of this process: Node.js and its libraries, most of which only a start needs. What
 * is needed again comes back from the page cache, 16 pages at a time, by a fault of about a microsecond. Of a mapping that
 * was written to, as by relocations, nothing goes: it would come back as it was in the file.
 * Returns how many bytes of them were resident; 0 where that cannot be done.
 */
export function dropFilePages(): number {
  if (koffiFault() !== undefined) return 0;
  let bytes = 0;
  for (const { start, end, resident } of untouched(readFileSync('/proc/self/smaps', 'latin1')))
    if (madvise(start, end - start, MADV_DONTNEED) === 0) bytes += resident;
  return bytes;
}

interface Mapping {
  readonly start: bigint;
  readonly end: bigint;
  readonly resident: number;
}

/**
 * The private mappings of files in a proc_pid_smaps(5) that cannot be written to and have no page of their own, neither in
 * memory nor swapped out.
 */
export function untouched(smaps: string): Mapping[] {
  return smaps.split(/\n(?=[\da-f]+-[\da-f]+ )/).flatMap(text => {
    const [, start, end] = /^([\da-f]+)-([\da-f]+) r-[x-]p \S+ \S+ [1-9]\d* /.exec(text) ?? [];
    if (start === undefined || end === undefined) return [];
    if (kilobytes(text, 'Anonymous') !== 0 || kilobytes(text, 'Swap') !== 0) return [];
    const resident = kilobytes(text, 'Rss') * 1024;
    return [{ start: BigInt(`0x${start}`), end: BigInt(`0x${end}`), resident }];
  });
}

/** NaN where it is not told. */
const kilobytes = (text: string, key: string): number =>
  Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]);
