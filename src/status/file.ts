import { lstatSync, rmSync } from 'node:fs';
import { diag } from '../util/diag.ts';
import { errorCode, errorMessage } from '../util/errors.ts';
import { every } from '../util/every.ts';
import { writeByRename } from '../util/files/change.ts';
import { reach } from '../util/files/reach.ts';
import { inSight } from './place.ts';
import { isRunning, readStatus } from './read.ts';
import type { Status } from './shape.ts';

/** The status of a running sentry on disk, for `portjail status` and `doctor`. */
export interface StatusFile {
  /** Writes it now, and every five seconds until it is closed. */
  keep(): void;
  /** Replaces the file, which is never seen half written. Never throws: what keeps it from that is said once, and once that it is over. */
  write(): void;
  /** Takes the file away, which nobody is there for any more. */
  close(): void;
}

const writeEvery = 5_000;

/** `status` answers what is to be written. */
export function openStatusFile(path: string, status: () => Status): StatusFile {
  let inode: number | undefined;
  let said = '';
  let timer: NodeJS.Timeout | undefined;
  const say = (reason: string): void => {
    if (reason !== '' && reason !== said) diag('notice', reason);
    if (reason === '' && said !== '') diag('notice', `${path} is written again, and tells of this sentry`);
    said = reason;
  };
  const isOurs = (): boolean => inode !== undefined && inodeOf(path) === inode;
  const write = (): void => {
    try {
      // A reader that finds its own file there need not read it.
      const other = isOurs() ? undefined : otherSentry(path);
      if (other === undefined) {
        const text = JSON.stringify(status());
        reach(path, ({ name }) => writeByRename(name, text, 0o640), inSight);
        inode = inodeOf(path);
      }
      say(other === undefined ? '' : twoSentries(path, other));
    } catch (error) {
      say(cannotWrite(path, error));
    }
  };
  return {
    write,
    keep: () => {
      write();
      timer = every(writeEvery, 'writing the status', write);
    },
    close: () => {
      clearInterval(timer);
      try {
        if (isOurs()) reach(path, ({ name }) => rmSync(name));
      } catch (error) {
        diag('notice', `cannot take ${path} away: ${errorMessage(error)}`);
      }
    },
  };
}

const inodeOf = (path: string): number | undefined => lstatSync(path, { throwIfNoEntry: false })?.ino;

/** The number of another sentry that lives and writes there. */
function otherSentry(path: string): number | undefined {
  const found = readStatus(path);
  if (!('status' in found) || found.status.pid === process.pid) return undefined;
  return isRunning(found) ? found.status.pid : undefined;
}

const twoSentries = (path: string, pid: number): string =>
  `another sentry (process ${pid}) writes ${path}, so "portjail status" shows that one and not this; ` +
  'to see both, start one with RUNTIME_DIRECTORY set to a directory of its own';

const cannotWrite = (path: string, error: unknown): string =>
  `cannot write ${path} (${errorCode(error) ?? errorMessage(error)}), so "portjail status" does not see this sentry: ` +
  'start as root, or set RUNTIME_DIRECTORY to a directory that this user may write';
