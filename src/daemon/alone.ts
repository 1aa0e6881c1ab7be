import { dirname } from 'node:path';
import { lockNamespace } from '../sentry/trap/lock.ts';
import { statusPath } from '../status/place.ts';
import { koffiFault } from '../sys/libc.ts';
import { NoLock } from '../sys/lock-file.ts';
import type { User } from '../sys/process/rights.ts';
import { diag } from '../util/diag.ts';

/**
 * Makes this the one sentry of its network namespace, for as long as this process lives. Throws WorkError when there is
 * another; where there can be no lock, that is said.
 * @param user whom the sentry becomes
 */
export function beAlone(user: User | undefined): void {
  if (koffiFault() !== undefined) return;
  try {
    lockNamespace(dirname(statusPath()), user);
  } catch (error) {
    if (!(error instanceof NoLock)) throw error;
    diag('notice', `nothing keeps a second sentry from starting beside this one: ${error.message}`);
  }
}
