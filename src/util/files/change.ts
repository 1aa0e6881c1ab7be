import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  linkSync,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, WorkError } from '../errors.ts';
import { NoFile } from './plain-file.ts';
import { readWhole } from './read-file.ts';

/**
 * The text of a file, or undefined when there is none, as where a link leads nowhere. Throws WorkError for what is no
 * file, else a system error.
 */
export function readIfThere(path: string): string | undefined {
  try {
    return readWhole(path).toString('utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errorCode(error) ?? '')) return undefined;
    if (error instanceof NoFile) throw new WorkError(`${path} ${error.message}`, { cause: error });
    throw error;
  }
}

/** Where a link leads, whether anything is there or not; undefined for anything else than a link. */
export const linkAt = (path: string): string | undefined =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(path) : undefined;

/** Puts a link in the place of whatever file stands there. */
export function putLink(path: string, target: string): void {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

/** A user and a group by their numbers. */
export type Owner = readonly [user: number, group: number];

/** Writes a file so that a reader sees the old text or the new one, never a half; the umask has no say in the mode. */
export function writeByRename(path: string, text: string, mode = 0o644, owner?: Owner): void {
  writeBeside(path, text, mode, owner, temporary => renameSync(temporary, path));
}

/**
 * The same where the file is still the one that it is meant to take the place of; returns whether it was. Bytes, in the
 * mode and with the owner of that one; `isSame` is asked at the last moment.
 */
export function writeOver(
  path: string,
  bytes: Uint8Array,
  { mode, uid, gid }: Pick<Stats, 'mode' | 'uid' | 'gid'>,
  isSame: () => boolean,
): boolean {
  let done = false;
  writeBeside(path, bytes, mode & 0o7777, [uid, gid], temporary => {
    done = isSame();
    if (done) renameSync(temporary, path);
    else rmSync(temporary);
  });
  return done;
}

/** The same for a file that must not be there yet: throws EEXIST when somebody else makes it at the same moment. */
export function writeNew(path: string, text: string | Uint8Array, mode = 0o644): void {
  writeBeside(path, text, mode, undefined, temporary => {
    // Unlike rename(2), link(2) replaces nothing.
    linkSync(temporary, path);
    rmSync(temporary);
  });
}

/** The name of a file that is being written, by who writes it. */
export const temporaryOf = (name: string, writer: string): string => `.${name}.${writer}`;

function writeBeside(
  path: string,
  text: string | Uint8Array,
  mode: number,
  owner: Owner | undefined,
  put: (temporary: string) => void,
): void {
  const temporary = join(dirname(path), temporaryOf(basename(path), String(process.pid)));
  try {
    const fd = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(fd, text);
      hand(fd, mode, owner);
    } finally {
      closeSync(fd);
    }
    put(temporary);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Gives a folder its mode and owner. Throws when it is a link, which somebody may have put in its place. */
export function handFolder(path: string, mode: number, owner: Owner): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    hand(fd, mode, owner);
  } finally {
    closeSync(fd);
  }
}

/** By descriptor, never by name: the folder may be the service user's, who could make the name lead elsewhere. */
function hand(fd: number, mode: number, owner?: Owner): void {
  if (owner !== undefined && process.getuid?.() === 0) fchownSync(fd, ...owner);
  fchmodSync(fd, mode);
}
