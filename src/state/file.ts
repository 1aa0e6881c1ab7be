import {
  closeSync,
  constants,
  fdatasync,
  openSync,
  renameSync,
  rmSync,
  writeFile,
  writeFileSync,
} from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorCode, errorMessage } from '../util/errors.ts';
import { NoFile } from '../util/files/plain-file.ts';
import { reach } from '../util/files/reach.ts';
import { readHead, readWhole } from '../util/files/read-file.ts';
import {
  decodeHead,
  decodeState,
  type Fault,
  type Head,
  largestHead,
  largestState,
  type State,
} from './format.ts';

/**
 * The state file. Its folder belongs to the sentry's user, who may have put anything there: no link is followed, and
 * nothing but a regular file of a modest size is read.
 */

/** Of a file that could not be read at all nobody can say that it is worth nothing. */
export interface Unread {
  readonly unread: string;
}

/** What the head of the file holds, or why that is of no use; undefined where there is no file. Never throws. */
export const readHeadOf = (path: string): Head | Unread | undefined =>
  reading(() => decodeHead(readHead(path, largestHead, { links: 'none' })));

/** The same for the whole file. */
export const readState = (path: string): State | Unread | undefined =>
  reading(() => decodeState(readWhole(path, largestState, { links: 'none' })));

function reading<T>(read: () => T): T | Fault | Unread | undefined {
  try {
    return read();
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (error instanceof NoFile) return { fault: error.what };
    return { unread: `cannot be read (${code ?? errorMessage(error)})` };
  }
}

/** Where one that is of no use is put, in place of the one before it. */
export const asideOf = (path: string): string => `${path}.aside`;

/** Puts the file aside, whatever it is. Throws what the system says, or as `reach` does. */
export const setAside = (path: string): void =>
  reach(path, spot => reach(asideOf(path), aside => renameSync(spot.name, aside.name)));

/** Replaces the file as a whole, now. Throws what the system says, or as `reach` does; the old one stays then. */
export function writeState(path: string, pieces: Iterable<Uint8Array>): number {
  const temporary = `${path}.last`;
  const fd = begin(temporary);
  let size = 0;
  try {
    for (const piece of pieces) {
      writeFileSync(fd, piece);
      size += piece.length;
    }
    put(temporary, path);
    return size;
  } catch (error) {
    discard(temporary);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/**
 * The same with the writing left to helper threads, so that neither a slow disk nor a long state keeps packets waiting, and
 * with the bytes on the disk before the name leads to them. `isWanted` says whether it is still to be put in place. Returns
 * how many bytes there are.
 */
export async function writeStateAside(
  path: string,
  pieces: Iterable<Uint8Array>,
  isWanted: () => boolean,
): Promise<number> {
  const temporary = `${path}.next`;
  const fd = begin(temporary);
  let size = 0;
  try {
    for (const piece of pieces) {
      if (!isWanted()) break;
      if (piece.length === 0) await setImmediate();
      else await promisify(writeFile)(fd, piece);
      size += piece.length;
    }
    await promisify(fdatasync)(fd);
    if (isWanted()) put(temporary, path);
    else discard(temporary);
    return size;
  } catch (error) {
    discard(temporary);
    throw error;
  } finally {
    closeSync(fd);
  }
}

const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Makes a file of our own, in place of whatever has its name. */
const begin = (temporary: string): number =>
  reach(temporary, ({ name }) => {
    rmSync(name, { force: true });
    return openSync(name, flags, 0o640);
  });

const put = (temporary: string, path: string): void =>
  reach(path, ({ name }) => reach(temporary, spot => renameSync(spot.name, name)));

const discard = (temporary: string): void => reach(temporary, ({ name }) => rmSync(name, { force: true }));
