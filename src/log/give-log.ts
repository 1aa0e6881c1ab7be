import { chownSync, closeSync, fchownSync, fstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { User } from '../sys/process/rights.ts';
import { diag } from '../util/diag.ts';
import { WorkError } from '../util/errors.ts';
import { reach, type Spot } from '../util/files/reach.ts';
import { hardLink, openLogAt } from './open-log.ts';

/**
 * Root gives a log to the user that will write it, and the folder too, or a rotated log could not be made anew; one that
 * others use stays theirs. A group that somebody chose, such as adm, goes on reading. Both are given by descriptor, never
 * by name. Throws WorkError for a file with a second name, and as openLog does.
 */
export function giveLog(path: string, user: User): void {
  reach(path, spot => {
    giveFile(path, spot, user);
    const folder = statSync(spot.folder);
    if (folder.uid === user.uid) return;
    const name = basename(path);
    if (readdirSync(spot.folder).every(other => other.startsWith(name)))
      chownSync(spot.folder, user.uid, groupFor(user, folder.gid));
    else
      diag(
        'warning',
        `${dirname(path)} holds other files and keeps its owner: give ${name} a directory of its own`,
      );
  });
}

function giveFile(path: string, spot: Spot, user: User): void {
  const fd = openLogAt(path, spot);
  try {
    const { uid, gid, nlink } = fstatSync(fd);
    if (uid === user.uid) return;
    if (nlink > 1) throw new WorkError(hardLink(path));
    fchownSync(fd, user.uid, groupFor(user, gid));
  } finally {
    closeSync(fd);
  }
}

/** What root has made has root's group, unless a folder hands its own on (its set-group-ID bit, see inode(7)). */
const groupFor = (user: User, gid: number): number => (gid === 0 ? user.gid : gid);
