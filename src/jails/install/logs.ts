import { lstatSync, rmSync } from 'node:fs';
import { softLink } from '../../log/open-log.ts';
import { WorkError } from '../../util/errors.ts';
import { handFolder, readIfThere, writeByRename } from '../../util/files/change.ts';
import { reach } from '../../util/files/reach.ts';
import { type Changes, removeIfEmpty } from '../write/changes.ts';

/**
 * Creates a log and its folder where they are missing: Fail2ban before 1.1.1 does not start without it. Group adm reads
 * it, as it reads other logs of Debian's; where the config names no user, the one of our systemd unit owns it, if there
 * is one. An existing one stays as it is. Returns whether it was made. Throws WorkError when it is no regular file, and
 * as `reach` does: the folder may be the service user's, who could make its name lead elsewhere.
 */
export function createLog(path: string, user: string, changes: Changes): boolean {
  const owner = [idIn('/etc/passwd', user || serviceUser), idIn('/etc/group', 'adm')] as const;
  const onMade = (folder: string, name: string): void => {
    changes.onUndo(() => removeIfEmpty(folder));
    handFolder(name, readByGroup, owner);
  };
  return reach(
    path,
    ({ name }) => {
      const found = lstatSync(name, { throwIfNoEntry: false });
      if (found?.isSymbolicLink()) throw new WorkError(softLink(path));
      if (found !== undefined && !found.isFile())
        throw new WorkError(`${path} is no regular file: choose another log`);
      if (found !== undefined) return false;
      changes.onUndo(() => reach(path, spot => rmSync(spot.name, { force: true })));
      writeByRename(name, '', 0o640, owner);
      return true;
    },
    { onMade },
  );
}

/** What is made in the folder gets its group, after a rotation too: its set-group-ID bit, see inode(7). */
const readByGroup = 0o2750;

/** Whom `make install` makes, see templates/portjail.service. */
const serviceUser = 'portjail';

/** The number of a user or group in a file of the form `name:x:number:`; 0 where there is none. */
function idIn(file: string, name: string): number {
  const row = (readIfThere(file) ?? '').split('\n').find(line => name !== '' && line.startsWith(`${name}:`));
  return Number(row?.split(':')[2] ?? 0);
}
