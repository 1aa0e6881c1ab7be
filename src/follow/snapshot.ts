import { closeSync, fstatSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPlain } from '../util/files/plain-file.ts';
import { type Sibling, type Siblings, siblingsOf } from './siblings.ts';

/** A file of a log, open. */
export interface LogFile extends Sibling {
  readonly fd: number;
  readonly isPacked: boolean;
  /** Bytes as they lie on the disk. */
  readonly size: number;
  /** When it was made (milliseconds since the epoch), as far as the file system knows. */
  readonly born: number;
}

/** A file of which nothing is read, or not all. */
export interface Unread {
  readonly path: string;
  /** Its last write (milliseconds since the epoch). */
  readonly written: number;
  readonly error: Error;
  /** The last line that was read of it. */
  readonly lastLine?: string | undefined;
}

/** The files of a log at one moment: what is renamed or deleted from now on is read all the same. */
export interface Snapshot {
  /** Oldest first; the log itself is the last one, where it is there. */
  readonly files: readonly LogFile[];
  readonly unread: readonly Unread[];
  /** The last write of the youngest file that is older than what was asked for; undefined where there is none. */
  readonly before: number | undefined;
  /** Why the log itself cannot be read. */
  readonly missing: Error | undefined;
  close(): void;
}

/** A rotation takes a moment; after so many looks, what is there is taken. */
const mostLooks = 5;

/** Opens the log, and those of its siblings that were written to after that time (milliseconds since the epoch). */
export async function openLogFiles(path: string, after: number): Promise<Snapshot> {
  for (let look = 1; ; look++) {
    const siblings = await siblingsOf(path);
    const inode = await inodeOf(path);
    const snapshot = openNow(path, siblings, after);
    // Where nothing was renamed meanwhile, each name has led to its own file.
    if (look === mostLooks || (same(siblings, await siblingsOf(path)) && inode === (await inodeOf(path))))
      return snapshot;
    snapshot.close();
    await sleep(20 * look);
  }
}

const inodeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ ino }) => ino,
    () => undefined,
  );

const same = (one: Siblings, other: Siblings): boolean => keyOf(one) === keyOf(other);

const keyOf = ({ readable, others }: Siblings): string =>
  [...readable, ...others].map(({ path, inode }) => `${inode} ${path}`).join('\n');

function openNow(path: string, { readable, others }: Siblings, after: number): Snapshot {
  const isWanted = ({ written }: Sibling): boolean => written > after;
  const files: LogFile[] = [];
  const unread: Unread[] = [...others.filter(isWanted)];
  let missing: Error | undefined;
  try {
    files.push(openFile(path));
  } catch (error) {
    missing = asError(error);
  }
  const live = files[0];
  for (const { path: name, written } of readable.filter(isWanted).reverse())
    try {
      const file = openFile(name);
      if (live !== undefined && isCopy(live, file)) closeSync(file.fd);
      else files.unshift(file);
    } catch (error) {
      unread.push({ path: name, written, error: asError(error) });
    }
  return {
    files,
    unread,
    missing,
    before: youngest([...readable, ...others].filter(file => !isWanted(file))),
    close: () => {
      for (const { fd } of files) closeSync(fd);
    },
  };
}

const youngest = (files: readonly Sibling[]): number | undefined =>
  files.length === 0 ? undefined : Math.max(...files.map(({ written }) => written));

/** Throws as openPlain does. */
function openFile(path: string): LogFile {
  const fd = openPlain(path, { links: 'none' });
  const { mtimeMs, ino, size, birthtimeMs } = fstatSync(fd);
  return { path, fd, isPacked: path.endsWith('.gz'), written: mtimeMs, inode: ino, size, born: birthtimeMs };
}

/**
 * Whether it is the log itself, under the name that it got a moment ago, or a copy that copytruncate has just made, before
 * it cuts the log.
 */
function isCopy(live: LogFile, file: LogFile): boolean {
  if (file.inode === live.inode) return true;
  if (file.isPacked || live.size === 0 || file.size === 0) return false;
  const [one, other] = [headOf(live), headOf(file)];
  const length = Math.min(one.length, other.length);
  return one.subarray(0, length).equals(other.subarray(0, length));
}

function headOf({ fd }: LogFile): Buffer {
  const bytes = Buffer.alloc(1024);
  return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0));
}

/** Whatever was thrown. */
export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
