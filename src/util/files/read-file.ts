import { lstatSync, readSync, type Stats } from 'node:fs';
import { NoFile, type Way, withPlain } from './plain-file.ts';
import { readPipe } from './read-pipe.ts';

/** Bytes of a file that people write, at most: half a million lines. */
const mostText = 2 ** 24;

/** The whole file. Throws NoFile for one that is longer than `most` bytes, or no file, or a system error. */
export const readWhole = (path: string, most = mostText, way: Way = {}): Buffer =>
  withPlain(path, way, (fd, stats) =>
    stats.isFIFO()
      ? bounded(readPipe(fd, most + 1, lstatSync(path).isFIFO()), most)
      : readOpen(fd, stats, most),
  );

/** The same for a file that is open. */
export const readOpen = (fd: number, { size }: Pick<Stats, 'size'>, most: number): Buffer =>
  bounded(readUpTo(fd, 0, Math.min(most, size) + 1, most + 1), most);

function bounded(bytes: Buffer, most: number): Buffer {
  if (bytes.length > most) throw new NoFile('EFBIG', `is larger than ${sizeText(most)}`, 'make it smaller');
  return bytes;
}

/** Its first `most` bytes. Throws as `readWhole` does. */
export const readHead = (path: string, most: number, way: Way = {}): Buffer =>
  withPlain(path, way, (fd, { size }) => readUpTo(fd, 0, Math.min(most, size + 1), most));

/** Its last `most` bytes, and whether it has more. Throws as `readWhole` does. */
export const readTail = (path: string, most: number, way: Way = {}): { bytes: Buffer; cut: boolean } =>
  withPlain(path, way, (fd, { size }) => {
    const start = Math.max(0, size - most);
    const room = Math.min(size, most);
    return { bytes: readUpTo(fd, start, room, room), cut: start > 0 };
  });

/** The text of a file for whom one that cannot be read says nothing: an empty text then. */
export function textOrNone(path: string, way: Way = {}): string {
  try {
    return readWhole(path, mostText, way).toString('utf8');
  } catch {
    return '';
  }
}

/** Reads on where a file is longer than `expected` (in /proc all say that they are empty), or grows meanwhile. */
function readUpTo(fd: number, start: number, expected: number, most: number): Buffer {
  let bytes = Buffer.alloc(expected);
  let length = 0;
  for (let got = -1; got !== 0 && length < most; length += got) {
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(most, 2 * length + 65_536));
    got = readSync(fd, bytes, length, bytes.length - length, start + length);
  }
  return bytes.subarray(0, length);
}

const sizeText = (bytes: number): string =>
  bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 2 ** 10} KiB`;
