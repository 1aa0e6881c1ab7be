import { chmodSync, lchownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { User } from '../sys/rights.ts';
import { errorCode } from '../util/errors.ts';
import { runtimeDirectory } from '../util/runtime-directory.ts';

export const statusPath = (): string => join(runtimeDirectory(), 'status.json');

/**
 * Makes the directory and gives it to whoever we are about to become, who must be able to rename a file in it. What
 * cannot be made is said when the first status is written.
 */
export function makeStatusDirectory(user: User | undefined): void {
  const directory = runtimeDirectory();
  try {
    const made = mkdirSync(directory, { recursive: true });
    // The umask has hidden it: whoever asks may know that there is a status, if not what it says.
    if (made !== undefined) chmodSync(directory, 0o755);
    if (user !== undefined && process.getuid?.() === 0) lchownSync(directory, user.uid, user.gid);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
  }
}
