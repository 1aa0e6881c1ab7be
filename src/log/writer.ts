import { closeSync, constants, fstatSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { diag } from '../util/diag.ts';
import { errorCode, errorMessage, UsageError, WorkError } from '../util/errors.ts';
import { endsTorn } from './torn.ts';

/** A file that lines are appended to, one write a line. */
export interface Writer {
  /** Appends a line; a failure is told once, the line is kept and tried again. Never throws. */
  write(line: string): void;
  /** Opens the file anew, after a rotation. */
  reopen(): void;
  /** Tries what is still waiting, and makes the file again if it is gone. To be called every few seconds. */
  tend(): void;
  /** Writes what is waiting and closes. */
  close(): void;
  /** Which file it is that is open now, whatever its name leads to; undefined while none is. */
  place(): Place | undefined;
  /** Lines given up because too many were waiting. */
  readonly lost: number;
}

/** A file by what does not change when it is renamed. */
export interface Place {
  readonly file: string;
  readonly device: number;
  readonly inode: number;
}

/** Lines that wait while the disk is full or the directory is gone; the oldest go first. */
const maxWaiting = 1_000;
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/**
 * Creates the file (0640) and its directory and opens it. Throws UsageError when the path is no regular file and
 * WorkError when it may not be written.
 */
export function openWriter(path: string): Writer {
  let fd: number | undefined = openFirst(path);
  let waiting: string[] = [];
  let lost = 0;
  /** What is missing of the first waiting line, after a write that ended in its middle. */
  let rest: Buffer | undefined;
  /** Whoever wrote here before ended in the middle of a line: ours would become a part of it. */
  let torn = endsTorn(path);
  let complained = false;

  const reopen = (): void => {
    if (fd === undefined || !isStill(path, fd)) rest = undefined;
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
    fd = openFile(path);
    torn = rest === undefined && endsTorn(path);
  };
  const attempt = (line: string): void => {
    if (fd === undefined || !isStill(path, fd)) reopen();
    const bytes = rest ?? Buffer.from(`${torn ? '\n' : ''}${line}\n`, 'latin1');
    const written = writeSync(fd ?? -1, bytes);
    torn = false;
    rest = written < bytes.length ? bytes.subarray(written) : undefined;
    if (rest !== undefined) throw new WorkError(`wrote ${written} of ${bytes.length} bytes`);
  };
  const flush = (): void => {
    try {
      if (fd === undefined || !isStill(path, fd)) reopen();
      while (waiting[0] !== undefined) {
        attempt(waiting[0]);
        waiting.shift();
      }
      if (complained) diag('notice', `${path} is written again; ${lost} lines were lost`);
      complained = false;
    } catch (error) {
      if (!complained) diag('error', `cannot write ${path}: ${errorMessage(error)}; trying again`);
      complained = true;
    }
  };
  return {
    write: line => {
      waiting.push(line);
      // While it fails, tend() tries every few seconds: no system call, no message for each line.
      if (!complained) flush();
      const excess = waiting.length - maxWaiting;
      if (excess <= 0) return;
      // A line that has begun to be written is finished, whatever is given up.
      waiting.splice(rest === undefined ? 0 : 1, excess);
      lost += excess;
    },
    reopen: () => {
      try {
        reopen();
      } catch {
        flush();
      }
    },
    tend: flush,
    close: () => {
      flush();
      lost += waiting.length;
      if (waiting.length > 0) diag('error', `${path}: ${waiting.length} lines could not be written`);
      waiting = [];
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
    place: () => {
      if (fd === undefined) return undefined;
      const { dev, ino } = fstatSync(fd);
      return { file: path, device: dev, inode: ino };
    },
    get lost() {
      return lost;
    },
  };
}

/** A writer that keeps no file: for what goes to people. */
export const printer = (print: (text: string) => void): Writer => ({
  write: line => print(`${line}\n`),
  reopen: () => {},
  tend: () => {},
  close: () => {},
  place: () => undefined,
  lost: 0,
});

const mends: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'start as root, give it and its directory to this user'],
  ['EROFS', 'nothing can be written there; under systemd name its directory in ReadWritePaths='],
  ['ENOSPC', 'the disk is full: make room'],
]);

function openFirst(path: string): number {
  try {
    return openFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = errorCode(error) ?? errorMessage(error);
    const mend = mends.get(code) ?? 'mend that';
    throw new WorkError(`cannot write the log ${path} (${code}): ${mend}, or choose another file with --log`);
  }
}

function openFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) {
    const what = stat.isDirectory() ? 'a directory' : 'no regular file';
    throw new UsageError(`the log ${path} is ${what}: name a file in the config (log.file) or with --log`);
  }
  return openSync(path, flags, 0o640);
}

/** True while the name still leads to the file that is open: Fail2ban follows the name. */
function isStill(path: string, fd: number): boolean {
  const named = statSync(path, { throwIfNoEntry: false });
  if (named === undefined) return false;
  const open = fstatSync(fd);
  return named.ino === open.ino && named.dev === open.dev;
}
