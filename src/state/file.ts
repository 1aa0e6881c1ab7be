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
import { promisify } from 'node:util';
import { errorCode, errorMessage } from '../util/errors.ts';
import { NoFile } from '../util/files/plain-file.ts';
import { reach } from '../util/files/reach.ts';
import { readWhole } from '../util/files/read-file.ts';
import { type Decoded, decodeState, largestState } from './format.ts';

/**
 * The state file. Its folder belongs to the sentry's user, who may have put anything there: no link is followed, and
 * nothing but a regular file of a modest size is read.
 */

/** What the file holds, or why that is of no use; undefined where there is none. Never throws. */
export function readState(path: string): Decoded | undefined {
  try {
    return decodeState(readWhole(path, largestState, { links: 'none' }).toString('utf8'));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return {
      fault: error instanceof NoFile ? error.what : `cannot be read (${code ?? errorMessage(error)})`,
    };
  }
}

/** Replaces the file as a whole, now. Throws what the system says, or as `reach` does; the old one stays then. */
export function writeState(path: string, text: string): void {
  const temporary = `${path}.last`;
  const fd = begin(temporary, text);
  try {
    writeFileSync(fd, text);
    put(temporary, path);
  } catch (error) {
    discard(temporary);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/**
 * The same with the writing left to helper threads, so that no slow disk keeps packets waiting, and with the text on the
 * disk before the name leads to it. `isWanted` says then whether it is still to be put in place.
 */
export async function writeStateAside(path: string, text: string, isWanted: () => boolean): Promise<void> {
  const temporary = `${path}.next`;
  const fd = begin(temporary, text);
  try {
    await promisify(writeFile)(fd, text);
    await promisify(fdatasync)(fd);
    if (isWanted()) put(temporary, path);
    else discard(temporary);
  } catch (error) {
    discard(temporary);
    throw error;
  } finally {
    closeSync(fd);
  }
}

const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Makes a file of our own, in place of whatever has its name. */
function begin(temporary: string, text: string): number {
  if (text.length > largestState) throw new RangeError(`it would take ${text.length} bytes`);
  return reach(temporary, ({ name }) => {
    rmSync(name, { force: true });
    return openSync(name, flags, 0o640);
  });
}

const put = (temporary: string, path: string): void =>
  reach(path, ({ name }) => reach(temporary, spot => renameSync(spot.name, name)));

const discard = (temporary: string): void => reach(temporary, ({ name }) => rmSync(name, { force: true }));
