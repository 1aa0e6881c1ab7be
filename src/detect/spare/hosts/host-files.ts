import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../../util/errors.ts';
import { NoFile } from '../../../util/files/plain-file.ts';
import { readHead } from '../../../util/files/read-file.ts';

/** Files of this host that are looked at again and again: each is read and parsed only when it has changed. */
export interface HostFiles {
  /** What `parse` made of the file, the very same object while it is unchanged; undefined when there is none. */
  parsed<T>(path: string, parse: (bytes: Buffer) => T): T | undefined;
  /** The same for what has no time of change: /proc. */
  fresh<T>(path: string, parse: (bytes: Buffer) => T): T | undefined;
  /** Whether there is such a file, or this user may read it (R_OK). */
  has(path: string, mode?: number): boolean;
  /** Paths of the files of a directory whose name ends so, in order of their bytes, hidden ones left out. */
  list(folder: string, ending?: string): readonly string[];
}

/** Bytes of a file that are read at most, and files of a directory. */
const largest = 2 ** 20;
const mostFiles = 1000;

interface Known<T> {
  readonly stamp: string;
  readonly value: T;
}

/** `say` hears once of each path that this user may not read; what was read of it before stays in force. */
export function createHostFiles(say: (path: string) => void, root = ''): HostFiles {
  const files = new Map<string, Known<unknown>>();
  const folders = new Map<string, Known<readonly string[]>>();
  const said = new Set<string>();
  const look = <T>(known: Map<string, Known<unknown>>, path: string, read: () => T): T | undefined => {
    const before = known.get(path) as Known<T> | undefined;
    try {
      const stamp = stampOf(root + path);
      if (before?.stamp === stamp) return before.value;
      const value = read();
      known.set(path, { stamp, value });
      return value;
    } catch (error) {
      if (['EACCES', 'EPERM'].includes(errorCode(error) ?? '')) {
        if (!said.has(path)) say(path);
        said.add(path);
        return before?.value;
      }
      known.delete(path);
      return undefined;
    }
  };
  return {
    parsed: (path, parse) => look(files, path, () => parse(readStart(root + path))),
    fresh: (path, parse) => {
      files.delete(path);
      return look(files, path, () => parse(readStart(root + path)));
    },
    has: (path, mode = constants.F_OK) => isAccessible(root + path, mode),
    list: (folder, ending = '') => look(folders, folder, () => namesIn(root, folder, ending)) ?? [],
  };
}

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function stampOf(path: string): string {
  const { mtimeMs, ctimeMs, size, ino } = statSync(path);
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}

function namesIn(root: string, folder: string, ending: string): string[] {
  const names = readdirSync(root + folder).filter(name => name.endsWith(ending) && !name.startsWith('.'));
  return names
    .sort()
    .slice(0, mostFiles)
    .map(name => join(folder, name));
}

/** The first 1 MiB of a regular file; nothing of the pipes that stand among systemd's session files. */
function readStart(path: string): Buffer {
  try {
    return readHead(path, largest);
  } catch (error) {
    if (error instanceof NoFile) return Buffer.alloc(0);
    throw error;
  }
}
