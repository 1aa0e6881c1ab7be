import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { WorkError } from '../errors.ts';

/** A lock of the kernel's (flock(2)), which is gone with this process, whatever ends it. */
export interface Lock {
  /** A file, which is made, if its name ends in `.lock`; else a folder that is there. */
  readonly path: string;
  /** How long to wait for whoever holds it (seconds). */
  readonly patience: number;
  /** What is said where that is in vain. */
  readonly busy: string;
}

/**
 * Does work while no other process that takes the same lock does. Throws WorkError when one is still at work. flock(1)
 * takes it for a descriptor that stays open here.
 */
export async function locked<T>({ path, patience, busy }: Lock, work: () => Promise<T> | T): Promise<T> {
  const fd = openSync(path, flagsOf(path), 0o600);
  try {
    // Descriptor 3 of the child is ours.
    const { status, error } = spawnSync('flock', ['--timeout', String(patience), '3'], {
      stdio: ['ignore', 'ignore', 'ignore', fd],
    });
    if (error !== undefined)
      throw new WorkError(`cannot run flock(1) (${error.message}): "apt install util-linux"`);
    if (status !== 0) throw new WorkError(busy);
    return await work();
  } finally {
    closeSync(fd);
  }
}

const flagsOf = (path: string): number =>
  path.endsWith('.lock') ? constants.O_RDONLY | constants.O_CREAT | constants.O_NOFOLLOW : constants.O_RDONLY;
