import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile } from '../../sys/lock-file.ts';
import type { User } from '../../sys/process/rights.ts';
import type { Making } from '../../util/files/reach.ts';
import { namespaceInode } from './kernel/namespace.ts';

/**
 * Makes this the one sentry of its network namespace: sk_lookup refuses no second program, which would see nothing. The
 * lock is on `netns-INODE.lock`. Throws WorkError with the other's pid, or NoLock with why there is none.
 * @param user whom the sentry becomes, when that is somebody else
 */
export function lockNamespace(
  folder: string,
  user?: Pick<User, 'uid' | 'gid'>,
): { readonly release: () => void } {
  const path = join(folder, `netns-${namespaceInode()}.lock`);
  return lockFile(path, {
    owner: user,
    making: inSight,
    busy: holder =>
      `another sentry runs in this network namespace${holder === '' ? '' : ` as ${holder}`}: ` +
      `end that one, or leave it to its work; ${path} is locked (RUNTIME_DIRECTORY names another place)`,
  });
}

/** As the folder of the status: the umask would hide it. */
const inSight: Making = { mode: 0o755, onMade: (_path, name) => chmodSync(name, 0o755) };
