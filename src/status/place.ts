import { chmodSync, chownSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { User } from '../sys/process/rights.ts';
import { errorCode, WorkError } from '../util/errors.ts';
import { type Making, reach, type Spot } from '../util/files/reach.ts';

/** Where the sentry says how it is: systemd names the directory (RuntimeDirectory= of systemd.exec(5)), else it is ours. */
function runtimeDirectory(environment: NodeJS.ProcessEnv): string {
  const [first = ''] = (environment['RUNTIME_DIRECTORY'] ?? '').split(':');
  return first.startsWith('/') ? first : '/run/portjail';
}

export const statusPath = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(runtimeDirectory(environment), 'status.json');

/** The umask would hide the directory: anyone may know that there is a status, if not what it says. */
export const inSight: Making = { mode: 0o755, onMade: (_path, name) => chmodSync(name, 0o755) };

/**
 * Makes the directory and gives it to the user that we are about to become, who must be able to rename a file in it. What
 * cannot be made is said when the first status is written.
 */
export function makeStatusDirectory(user: User | undefined): void {
  const give = ({ folder }: Spot): void => {
    // One that is the user's already may have a group of its own (Group= of systemd.exec(5)).
    if (user === undefined || process.getuid?.() !== 0 || statSync(folder).uid === user.uid) return;
    chownSync(folder, user.uid, user.gid);
  };
  try {
    reach(statusPath(), give, inSight);
  } catch (error) {
    if (errorCode(error) === undefined && !(error instanceof WorkError)) throw error;
  }
}
