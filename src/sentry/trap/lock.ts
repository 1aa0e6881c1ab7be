import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { LOCK_EX_NB } from '../../sys/abi.ts';
import { errnoName, flock } from '../../sys/libc.ts';
import type { User } from '../../sys/process/rights.ts';
import { errorMessage, WorkError } from '../../util/errors.ts';
import { namespaceInode } from './kernel/namespace.ts';

/**
 * Makes this the one sentry of its network namespace: sk_lookup refuses no second program, which would see nothing. The
 * lock is flock(2) on `netns-INODE.lock`, which ends with the process; the file stays and holds the pid. Whoever can open
 * a file can lock it, so only root and the sentry's user may: the file is 0600, in a folder that they alone can write.
 * Throws WorkError with the other's pid, or why there is no lock.
 * @param user whom the sentry becomes, when that is somebody else
 */
export function lockNamespace(folder: string, user?: Pick<User, 'uid'>): { readonly release: () => void } {
  const path = join(folder, `netns-${namespaceInode()}.lock`);
  const fd = openLock(folder, path, [0, process.geteuid?.(), user?.uid]);
  if (flock(fd, LOCK_EX_NB) < 0) {
    const code = errnoName();
    closeSync(fd);
    throw new WorkError(code === 'EAGAIN' ? isRunning(path) : `${path} cannot be locked: ${code}`);
  }
  ftruncateSync(fd);
  writeSync(fd, `${process.pid}\n`, 0);
  return { release: () => closeSync(fd) };
}

function isRunning(path: string): string {
  const pid = /^\d+/.exec(readFileSync(path, 'latin1'))?.[0];
  return (
    `another sentry runs in this network namespace${pid === undefined ? '' : ` as process ${pid}`}: ` +
    `end that one, or leave it to its work (${path} is locked)`
  );
}

function openLock(folder: string, path: string, ours: readonly (number | undefined)[]): number {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    mustBeOurs(folder, statSync(folder), ours);
    const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    mustBeOurs(path, fstatSync(fd), ours);
    return fd;
  } catch (error) {
    if (error instanceof WorkError) throw error;
    throw new WorkError(`no lock for this network namespace: ${errorMessage(error)}`);
  }
}

const writableByOthers = 0o022;

function mustBeOurs(
  path: string,
  { uid, mode }: { uid: number; mode: number },
  ours: readonly (number | undefined)[],
): void {
  if (ours.includes(uid) && (mode & writableByOthers) === 0) return;
  throw new WorkError(
    `${path} belongs to user ${uid} with mode ${(mode & 0o7777).toString(8)}: who can write there could keep ` +
      "the sentry from starting. Make it root's, with mode 755",
  );
}
