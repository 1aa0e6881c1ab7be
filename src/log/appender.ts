import { closeSync, fstatSync, lstatSync, type Stats, writeSync } from 'node:fs';
import { WorkError } from '../util/errors.ts';
import { openLog } from './open-log.ts';
import { endsTorn } from './torn.ts';

/** A file by what does not change when it is renamed. */
export interface Place {
  readonly file: string;
  readonly device: number;
  readonly inode: number;
}

/** The file of a log that is open, and its name, which may lead to another one by now. */
export interface Appender {
  /** Where the name leads: to the open file, to another one, or nowhere. Fail2ban follows the name. */
  leads(): 'here' | 'elsewhere' | 'nowhere';
  /** Opens what the name leads to. Throws as openLog does, and nothing is open then. */
  reopen(): void;
  /** Appends a text and a newline. Throws when not all of it could be written: the same text must then come again. */
  append(text: string): void;
  /** True while a text has been written in part. */
  hasBegun(): boolean;
  place(): Place | undefined;
  close(): void;
}

/** `opened` is what openLog has made of the path. */
export function createAppender(path: string, opened: number): Appender {
  let fd: number | undefined = opened;
  /** What is missing of a text, after a write that ended in its middle. */
  let rest: Buffer | undefined;
  /** The writer before us ended in the middle of a line: ours would become a part of it. */
  let torn = endsTorn(opened);

  const leads = (): 'here' | 'elsewhere' | 'nowhere' => {
    const named = statOf(path);
    if (named === undefined) return 'nowhere';
    const open = fd === undefined ? undefined : fstatSync(fd);
    return named.ino === open?.ino && named.dev === open.dev ? 'here' : 'elsewhere';
  };
  return {
    leads,
    reopen: () => {
      if (leads() !== 'here') rest = undefined;
      const before = fd;
      fd = undefined;
      try {
        fd = openLog(path);
      } finally {
        // Only now: the inode of a file that was deleted would be given to the new one.
        if (before !== undefined) closeSync(before);
      }
      torn = rest === undefined && endsTorn(fd);
    },
    append: text => {
      let bytes = rest ?? Buffer.from(`${torn ? '\n' : ''}${text}\n`, 'latin1');
      // What was written in part is tried again at once: that says why there was no room for the rest.
      while (bytes.length > 0) {
        const written = writeSync(fd ?? -1, bytes);
        torn = false;
        bytes = bytes.subarray(written);
        rest = bytes.length > 0 ? bytes : undefined;
        if (written === 0) throw new WorkError('nothing was written');
      }
      rest = undefined;
    },
    hasBegun: () => rest !== undefined,
    place: () => {
      if (fd === undefined) return undefined;
      const { dev, ino } = fstatSync(fd);
      return { file: path, device: dev, inode: ino };
    },
    close: () => {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

/** A name that cannot be looked at leads nowhere: opening it says why. */
function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
