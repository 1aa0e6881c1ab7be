import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { WorkError } from '../util/errors.ts';
import type { Changes } from './changes.ts';
import { handFolder, readIfThere } from './files.ts';

/**
 * Creates a log and its folder where they are missing: Fail2ban before 1.1 does not start without it. Group adm reads
 * it, as it reads other logs of Debian's; where the config names no user, the one of our systemd unit owns it, if there
 * is one. An existing one stays as it is. Answers whether it was made.
 */
export function createLog(path: string, user: string, changes: Changes): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile())
    throw new WorkError(`${path} is no regular file: choose another log`);
  if (found !== undefined) return false;
  const owner = [idIn('/etc/passwd', user || serviceUser), idIn('/etc/group', 'adm')] as const;
  for (const folder of changes.folder(dirname(path), 0o750)) handFolder(folder, 0o750, owner);
  changes.write(path, '', 0o640, owner);
  return true;
}

/** Whom `make install` makes, see templates/portjail.service. */
const serviceUser = 'portjail';

/** The number of a user or group in a file of the form `name:x:number:`; 0 where there is none. */
function idIn(file: string, name: string): number {
  const row = (readIfThere(file) ?? '').split('\n').find(line => name !== '' && line.startsWith(`${name}:`));
  return Number(row?.split(':')[2] ?? 0);
}
