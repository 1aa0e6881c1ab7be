import {
  chmodSync,
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
import { dirname, join } from 'node:path';
import { LOCK_EX_NB } from '../../sys/abi.ts';
import { errnoName, flock } from '../../sys/libc.ts';
import type { User } from '../../sys/process/rights.ts';
import { errorMessage, WorkError } from '../../util/errors.ts';
import { type Making, reach, type Spot } from '../../util/files/reach.ts';
import { namespaceInode } from './kernel/namespace.ts';

/** There can be no lock here, which says nothing of another sentry. */
export class NoLock extends WorkError {}

/**
 * Makes this the one sentry of its network namespace: sk_lookup refuses no second program, which would see nothing. The
 * lock is flock(2) on `netns-INODE.lock`, which ends with the process; the file stays and holds the pid. Whoever can open
 * a file can lock it, so only root and the sentry's user may: the file is 0600, in a folder that they alone can write.
 * Throws WorkError with the other's pid, or NoLock with why there is none.
 * @param user whom the sentry becomes, when that is somebody else
 */
export function lockNamespace(
  folder: string,
  user?: Pick<User, 'uid' | 'gid'>,
): { readonly release: () => void } {
  const path = join(folder, `netns-${namespaceInode()}.lock`);
  const fd = openLock(path, [0, process.geteuid?.(), user?.uid]);
  if (flock(fd, LOCK_EX_NB) < 0) {
    const code = errnoName();
    closeSync(fd);
    if (code !== 'EAGAIN') throw new NoLock(`${path} cannot be locked: ${code}`);
    throw new WorkError(isRunning(path));
  }
  // It may be started as that user the next time.
  give(fd, user);
  ftruncateSync(fd);
  writeSync(fd, `${process.pid}\n`, 0);
  return { release: () => closeSync(fd) };
}

function give(fd: number, user: Pick<User, 'uid' | 'gid'> | undefined): void {
  if (user === undefined || process.geteuid?.() !== 0) return;
  try {
    fchownSync(fd, user.uid, user.gid);
  } catch {
    // A user that this user namespace does not know, or no CAP_CHOWN: what comes next says so.
  }
}

function isRunning(path: string): string {
  const pid = /^\d+/.exec(readFileSync(path, 'latin1'))?.[0];
  return (
    `another sentry runs in this network namespace${pid === undefined ? '' : ` as process ${pid}`}: ` +
    `end that one, or leave it to its work; ${path} is locked (RUNTIME_DIRECTORY names another place)`
  );
}

/** Root goes there through no link that another user can have put there: see `reach`. */
function openLock(path: string, ours: readonly (number | undefined)[]): number {
  try {
    return reach(path, spot => openAt(spot, path, ours), inSight);
  } catch (error) {
    if (error instanceof NoLock) throw error;
    throw new NoLock(`no lock for this network namespace: ${errorMessage(error)}`);
  }
}

/** As the folder of the status: the umask would hide it. */
const inSight: Making = { mode: 0o755, onMade: (_path, name) => chmodSync(name, 0o755) };

function openAt({ name, folder }: Spot, path: string, ours: readonly (number | undefined)[]): number {
  mustBeOurs(dirname(path), statSync(folder), ours);
  const fd = openSync(name, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    mustBeOurs(path, fstatSync(fd), ours);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

const writableByOthers = 0o022;

function mustBeOurs(
  path: string,
  { uid, mode }: { uid: number; mode: number },
  ours: readonly (number | undefined)[],
): void {
  if (ours.includes(uid) && (mode & writableByOthers) === 0) return;
  throw new NoLock(
    `${path} belongs to user ${uid} with mode ${(mode & 0o7777).toString(8)}: who can write there could keep ` +
      "the sentry from starting. Make it root's, with mode 755",
  );
}
