import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { errorCode, WorkError } from '../errors.ts';

/**
 * A file in a folder that another user may own. A root process that went there by name would go wherever that user lets a
 * link lead, and the user could put the link there after it was looked at. So every folder on the way is held open while
 * the next one is. Node has no openat(2): a name beneath /proc/self/fd is the same thing, see proc_pid_fd(5).
 */
export interface Spot {
  /** The file's name beneath its open folder. The file itself may be a link: to be opened with O_NOFOLLOW. */
  readonly name: string;
  /** The folder, by a name that leads to this very one as long as it is open. */
  readonly folder: string;
}

export interface Making {
  /** The mode of folders that are missing and so are made, less the umask. @default 0o750 */
  readonly mode?: number;
  /** Told of each of them, outermost first: its path, and a name that leads to this very one. */
  readonly onMade?: (path: string, name: string) => void;
}

/** Of asm-generic/fcntl.h, the same on every Linux that Node runs on: a folder to go on from, not to read. */
const O_PATH = 0o10000000;
const flags = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;
/** As many as the kernel follows, see path_resolution(7). */
const mostLinks = 40;

/**
 * Calls `use` while the folder of `path` is open; makes it where it is missing. Root follows a link on the way only where
 * nobody but root can have put it: throws WorkError for any other, with the way out. System errors come as they are.
 */
export function reach<T>(path: string, use: (spot: Spot) => T, making: Making = {}): T {
  const whole = resolve(path);
  const fd = openFolder(whole, making);
  try {
    return use({ name: beneath(fd, basename(whole)), folder: beneath(fd, '.') });
  } finally {
    closeSync(fd);
  }
}

function openFolder(path: string, { mode = 0o750, onMade }: Making): number {
  const names = partsOf(dirname(path));
  let [fd, here, links] = [openSync('/', flags), '/', 0];
  const go = (next: number): void => {
    closeSync(fd);
    fd = next;
  };
  try {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const found = lstatSync(beneath(fd, name), { throwIfNoEntry: false });
      if (found?.isSymbolicLink()) {
        mustBeRoots(fstatSync(fd), found, resolve(here, name), path);
        if (++links > mostLinks) throw new WorkError(`${path}: the links on the way to it lead in circles`);
        const target = readlinkSync(beneath(fd, name));
        names.unshift(...partsOf(target));
        if (!target.startsWith('/')) continue;
        go(openSync('/', flags));
        here = '/';
      } else {
        const isMade = found === undefined && make(beneath(fd, name), mode);
        // What has become a link since is refused by O_NOFOLLOW.
        go(openSync(beneath(fd, name), flags));
        here = resolve(here, name);
        if (isMade) onMade?.(here, beneath(fd, '.'));
      }
    }
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

const partsOf = (path: string): string[] => path.split('/').filter(part => part !== '' && part !== '.');

const beneath = (fd: number, name: string): string => `/proc/self/fd/${fd}/${name}`;

/** A caller that is not root is led nowhere that it might not go by itself. */
function mustBeRoots(folder: Stats, link: Stats, name: string, path: string): void {
  const onlyRootWrites = folder.uid === 0 && (folder.mode & 0o022) === 0;
  if ((onlyRootWrites && link.uid === 0) || process.geteuid?.() !== 0) return;
  throw new WorkError(
    `${name}, on the way to ${path}, is a link that others than root can put there: remove it, or name the folder that ` +
      'it leads to in its place',
  );
}

/** False when somebody else made it at the same moment. */
function make(name: string, mode: number): boolean {
  try {
    mkdirSync(name, mode);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    return false;
  }
}
