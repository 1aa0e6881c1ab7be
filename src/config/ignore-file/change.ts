import { lstatSync, type Stats } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, errorMessage, WorkError } from '../../util/errors.ts';
import { linkAt, writeNew, writeOver } from '../../util/files/change.ts';
import { locked } from '../../util/files/lock.ts';
import { NoFile, withPlain } from '../../util/files/plain-file.ts';
import { reach } from '../../util/files/reach.ts';
import { readOpen } from '../../util/files/read-file.ts';
import { type FileStamp, largestList, stampOf } from '../read/host-files.ts';

/** What became of an ignore file: what the change said, and the file as it lies there now; undefined for none. */
export interface Changed<T> {
  readonly change: T;
  readonly stamp: FileStamp | undefined;
}

/** In a folder that only root can write: who could lock the file itself could keep root from changing it. */
const lock = '/run/portjail-ignore.lock';
/** Seconds; each of the others needs a moment alone. */
const patience = 10;
const tries = 20;
const pause = 50;

/**
 * Changes an ignore file, or makes one, by rename, with the owner and mode that it had. `change` takes the text in
 * Latin-1, so that every byte survives, and is asked again where another program has written the file meanwhile. Throws
 * WorkError, with everything as it was, for what is no plain file, or cannot be written.
 */
export function changeIgnoreFile<T extends { readonly text: string }>(
  path: string,
  change: (text: string) => T,
  lockFile = lock,
): Promise<Changed<T>> {
  const busy = `another portjail ignore is at work, and holds ${lockFile}: run this again when it has ended`;
  return locked({ path: lockFile, patience, busy }, async () => {
    for (let attempt = 0; attempt < tries; attempt++) {
      if (attempt > 0) await sleep(pause);
      const changed = attemptChange(path, change);
      if (changed !== undefined) return changed;
    }
    throw new WorkError(
      `another program writes ${path} again and again: nothing was changed; run this again when it has ended`,
    );
  });
}

/** Undefined where another program was quicker. */
function attemptChange<T extends { readonly text: string }>(
  path: string,
  change: (text: string) => T,
): Changed<T> | undefined {
  try {
    return reach(path, ({ name }) => changeAt(name, path, change), { mode: 0o755 });
  } catch (error) {
    // Somebody has made it, or taken it away, at the same moment.
    if (errorCode(error) === 'EEXIST') return undefined;
    throw whyNot(path, error);
  }
}

function changeAt<T extends { readonly text: string }>(
  name: string,
  path: string,
  change: (text: string) => T,
): Changed<T> | undefined {
  const before = readAt(name, path);
  const changed = change(before?.text ?? '');
  if (changed.text !== (before?.text ?? '')) {
    const bytes = Buffer.from(changed.text, 'latin1');
    if (before === undefined) writeNew(name, bytes);
    else if (!writeOver(name, bytes, before.stats, () => isSame(before, readAt(name, path))))
      return undefined;
  }
  const stats = lstatSync(name, { throwIfNoEntry: false });
  return { change: changed, stamp: stats && stampOf(path, stats) };
}

interface Content {
  readonly text: string;
  readonly stats: Stats;
}

const isSame = (before: Content, now: Content | undefined): boolean =>
  now !== undefined &&
  now.stats.ino === before.stats.ino &&
  now.stats.dev === before.stats.dev &&
  now.stats.mtimeMs === before.stats.mtimeMs &&
  now.text === before.text;

/** Undefined where there is none. A link is not followed: a rename would put a file in its place. */
function readAt(name: string, path: string): Content | undefined {
  const target = linkAt(name);
  if (target !== undefined)
    throw new WorkError(
      `${path} is a link to ${target}: nothing was changed; name the file that it leads to in ignore.files, or put the file itself in its place`,
    );
  try {
    return withPlain(name, { links: 'none' }, (fd, stats) => {
      if (stats.nlink > 1)
        throw new WorkError(
          `${path} has another name (a hard link), which would keep the old text: nothing was changed; make it a file of its own`,
        );
      return { text: readOpen(fd, stats, largestList).toString('latin1'), stats };
    });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function whyNot(path: string, error: unknown): Error {
  if (error instanceof NoFile) return new WorkError(`${path} ${error.message}; nothing was changed`);
  const code = errorCode(error);
  if (error instanceof WorkError || code === undefined)
    return error instanceof Error ? error : new WorkError(errorMessage(error));
  return new WorkError(
    `${path} cannot be written (${code}): nothing was changed; make it and its folder writable, or name another file first in ignore.files`,
    { cause: error },
  );
}
