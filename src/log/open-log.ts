import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import { errorCode, UsageError, WorkError } from '../util/errors.ts';
import { reach, type Spot } from '../util/files/reach.ts';

const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOFOLLOW;
const toMake = flags | constants.O_CREAT | constants.O_EXCL;

/**
 * Opens a log to append to, wherever another user may have put something in its place; makes it (0640) and its folder
 * where they are missing. One that root makes in a folder of another user's is that user's, who will write it too. Throws
 * UsageError when it is no regular file, WorkError for a link and for what `reach` refuses, and system errors as they come.
 */
export const openLog = (path: string): number => reach(path, spot => openLogAt(path, spot));

/** The same in a folder that is open already; `path` is for people. */
export function openLogAt(path: string, { name, folder }: Spot): number {
  const owner = statSync(folder);
  const fd = openOrExplain(path, name, owner);
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) throw new UsageError(wrongKind(path, 'no regular file'));
    if (found.nlink > 1 && isForeign(owner)) throw new WorkError(hardLink(path));
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Root writes into no file that the owner of the folder may have linked into it; see link(2). */
const isForeign = (folder: Stats): boolean => process.geteuid?.() === 0 && folder.uid !== 0;

function openOrExplain(path: string, name: string, owner: Stats): number {
  try {
    return openOrMake(name, owner);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ELOOP') throw new WorkError(softLink(path));
    if (code === 'EISDIR') throw new UsageError(wrongKind(path, 'a directory'));
    // A pipe that nobody reads.
    if (code === 'ENXIO') throw new UsageError(wrongKind(path, 'no regular file'));
    throw error;
  }
}

/** The umask has no say in the mode: a service may have one that leaves nothing to the group adm, which reads logs. */
function openOrMake(name: string, owner: Stats): number {
  try {
    return openSync(name, flags);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  try {
    const fd = openSync(name, toMake, 0o640);
    fchmodSync(fd, 0o640);
    if (isForeign(owner)) giveTo(fd, owner);
    return fd;
  } catch (error) {
    // Whoever rotates the log has made it at the same moment.
    if (errorCode(error) === 'EEXIST') return openSync(name, flags);
    throw error;
  }
}

/** The unit's sentry is that user, and could not write what root has left behind. */
function giveTo(fd: number, { uid, gid }: Stats): void {
  try {
    fchownSync(fd, uid, gid);
  } catch {
    // A user that this user namespace does not know, or no CAP_CHOWN.
  }
}

const wrongKind = (path: string, what: string): string =>
  `the log ${path} is ${what}: name a file in the config (log.file) or with --log`;

/** What is said of a log that is a link, which would lead its writer wherever the owner of its folder likes. */
export const softLink = (path: string): string =>
  `the log ${path} is a link, through which nothing is written: remove it, or name the file that it leads to in its place`;

/** What is said of a log that has a second name. */
export const hardLink = (path: string): string =>
  `the log ${path} is a hard link, so it may be somebody else's file: remove it, or name another file in its place`;
