import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { WorkError } from '../../util/errors.ts';
import type { Paths } from './paths.ts';

/**
 * Does work that changes the pack, while no other process does. Throws WorkError when one does. The lock is the kernel's
 * and is gone with this process, whatever ends it: flock(1) takes it for a descriptor that stays open here (flock(2)).
 */
export async function alone<T>({ lock }: Pick<Paths, 'lock'>, work: () => Promise<T>): Promise<T> {
  const fd = openSync(lock, flagsOf(lock), 0o600);
  try {
    // Descriptor 3 of the child is ours.
    const { status, error } = spawnSync('flock', ['--nonblock', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', fd],
    });
    if (error !== undefined)
      throw new WorkError(`cannot run flock(1) (${error.message}): "apt install util-linux"`);
    if (status !== 0)
      throw new WorkError(
        `another portjail install or uninstall, or a setup, is at work here, and holds ${lock}: wait for its end, then run this again`,
      );
    return await work();
  } finally {
    closeSync(fd);
  }
}

/** A folder that is there may be locked as well as a file, which is made. */
const flagsOf = (lock: string): number =>
  lock.endsWith('.lock') ? constants.O_RDONLY | constants.O_CREAT | constants.O_NOFOLLOW : constants.O_RDONLY;
