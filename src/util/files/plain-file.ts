import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The one way in which a command opens a file to read it. Root reads in folders of others, who may put a pipe, a link or a
 * device in the place of what is expected. So it is looked at first (to open a device may do something), opening never
 * waits (O_NONBLOCK, see open(2)), and then what was really opened is looked at.
 */

/** Something else than a file to be read. The message goes behind its name, and says how to fix it. */
export class NoFile extends Error {
  override readonly name = 'NoFile';
  /** As errno(3) has it, or BSD's EFTYPE. */
  readonly code: string;
  /** The message without the fix. */
  readonly what: string;

  constructor(code: string, what: string, fix = 'remove it, and put the file itself in its place') {
    super(`${what}: ${fix}`);
    this.code = code;
    this.what = what;
  }
}

export interface Way {
  /**
   * Whether the last part of the path may be a link: always; never; or `guarded`, not where others than root and ourselves
   * may write its folder, who could make it lead anywhere. @default 'any'
   */
  readonly links?: 'any' | 'guarded' | 'none';
  /** Whether a pipe will do too. @default false */
  readonly pipes?: boolean;
}

/** Opens a regular file, hands it to `read` and closes it. Throws NoFile for anything else, or a system error. */
export function withPlain<T>(path: string, way: Way, read: (fd: number, stats: Stats) => T): T {
  const fd = openPlain(path, way);
  try {
    return read(fd, fstatSync(fd));
  } finally {
    closeSync(fd);
  }
}

/** The same for who keeps it open, and closes it. */
export function openPlain(path: string, way: Way = {}): number {
  const noFollow = noFollowFlag(path, way.links);
  refuse(noFollow === 0 ? statSync(path) : lstatSync(path), way);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | noFollow);
  try {
    refuse(fstatSync(fd), way);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** O_NOFOLLOW of open(2) where a link is not to be followed, else 0. */
const noFollowFlag = (path: string, links: Way['links'] = 'any'): number =>
  links === 'none' || (links === 'guarded' && isOthers(dirname(path))) ? constants.O_NOFOLLOW : 0;

function isOthers(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  return (uid !== 0 && uid !== process.geteuid?.()) || (mode & 0o022) !== 0;
}

function refuse(stats: Stats, { pipes = false }: Way): void {
  if (stats.isFile() || (pipes && stats.isFIFO())) return;
  const [code, kind] = kindOf(stats);
  throw new NoFile(code, `is ${kind}`);
}

function kindOf(stats: Stats): [code: string, kind: string] {
  if (stats.isDirectory()) return ['EISDIR', 'a directory, and no file'];
  if (stats.isSymbolicLink()) return ['ELOOP', 'a link, which is not followed here'];
  return [
    'EFTYPE',
    `a ${stats.isFIFO() ? 'pipe (FIFO)' : stats.isSocket() ? 'socket' : 'device'}, and no file`,
  ];
}
