import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorMessage, WorkError } from '../util/errors.ts';
import { type Making, reach, type Spot } from '../util/files/reach.ts';
import { LOCK_EX_NB } from './abi.ts';
import { errnoName, flock } from './libc.ts';
import type { User } from './process/rights.ts';

/** There can be no lock here, which says nothing of another process. */
export class NoLock extends WorkError {}

/** Whose the file becomes, when that is somebody else: it may be locked by them the next time. */
type Owner = Pick<User, 'uid' | 'gid'> | undefined;

export interface Locking {
  readonly owner?: Owner;
  /** How a folder that is missing is made. */
  readonly making?: Making;
  /** What is said where another process has the lock, whose pid stands in the file. */
  readonly busy: (holder: string) => string;
}

/**
 * Locks a file that is there for nothing else, and writes our pid into it. The lock is flock(2)'s, which ends with the
 * process; the file stays. Whoever can open a file can lock it, so only root and the owner may: it is 0600, in a folder
 * that they alone can write. Throws WorkError where another process has it, or NoLock with why there is none.
 */
export function lockFile(path: string, { owner, making, busy }: Locking): { readonly release: () => void } {
  const fd = openLock(path, owner, making);
  if (flock(fd, LOCK_EX_NB) < 0) {
    const code = errnoName();
    closeSync(fd);
    if (code !== 'EAGAIN') throw new NoLock(`${path} cannot be locked: ${code}`);
    throw new WorkError(busy(holderIn(path)));
  }
  give(fd, owner);
  ftruncateSync(fd);
  writeSync(fd, `${process.pid}\n`, 0);
  return { release: () => closeSync(fd) };
}

/** Makes the file for its owner, who may not make it himself, and locks nothing. Throws as lockFile does. */
export function makeLock(path: string, owner: Owner, making?: Making): void {
  const fd = openLock(path, owner, making);
  give(fd, owner);
  closeSync(fd);
}

function holderIn(path: string): string {
  const pid = /^\d+/.exec(readFileSync(path, 'latin1'))?.[0];
  return pid === undefined ? '' : `process ${pid}`;
}

function give(fd: number, owner: Owner): void {
  if (owner === undefined || process.geteuid?.() !== 0) return;
  try {
    fchownSync(fd, owner.uid, owner.gid);
  } catch {
    // A user that this user namespace does not know, or no CAP_CHOWN: what comes next says so.
  }
}

/** Root goes there through no link that another user can have put there: see `reach`. */
function openLock(path: string, owner: Owner, making?: Making): number {
  const ours = [0, process.geteuid?.(), owner?.uid];
  try {
    return reach(path, spot => openAt(spot, path, ours), making);
  } catch (error) {
    if (error instanceof NoLock) throw error;
    throw new NoLock(`no lock: ${errorMessage(error)}`);
  }
}

function openAt({ name, folder }: Spot, path: string, ours: readonly (number | undefined)[]): number {
  mustBeOurs(dirname(path), statSync(folder), ours, writableByOthers);
  const fd = openSync(name, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    mustBeOurs(path, fstatSync(fd), ours, openToOthers);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

const writableByOthers = 0o022;
/** To read it is enough to lock it. */
const openToOthers = 0o066;

function mustBeOurs(
  path: string,
  { uid, mode }: { uid: number; mode: number },
  ours: readonly (number | undefined)[],
  others: number,
): void {
  if (ours.includes(uid) && (mode & others) === 0) return;
  // A folder may well be right as it is, such as /tmp or that of another sentry.
  const fix =
    others === writableByOthers
      ? 'Use a folder that only root and the user of the sentry can write to'
      : "Make it root's, with mode 600";
  throw new NoLock(
    `${path} belongs to user ${uid} with mode ${(mode & 0o7777).toString(8)}: who can write there could keep ` +
      `the sentry from starting. ${fix}`,
  );
}
