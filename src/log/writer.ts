import { performance } from 'node:perf_hooks';
import { diag } from '../util/diag.ts';
import { errorCode, WorkError } from '../util/errors.ts';
import { later } from '../util/steady.ts';
import { createAppender, type Place } from './appender.ts';
import { openLog } from './open-log.ts';
import { createRecent, unreadFor } from './recent.ts';
import { createTroubles, type Trouble, writeFix } from './trouble.ts';

export type { Place } from './appender.ts';

/** A line that somebody may be banned for: no jail may miss it. */
export type Grade = 'ban';

/** A file that lines are appended to, one write a line. */
export interface Writer {
  /** Appends a line; a failure is told once, the line is kept and tried again. Never throws. */
  write(line: string, grade?: Grade): void;
  /** Opens the file anew, after a rotation. */
  reopen(): void;
  /** Tries what is still waiting, and makes the file again if it is gone. To be called every few seconds. */
  tend(): void;
  /** Writes what is waiting and closes. */
  close(): void;
  /** Which file it is that is open now, whatever its name leads to; undefined while none is. */
  place(): Place | undefined;
  /** Why lines wait, or are written slowly; undefined where all is well. */
  trouble(): Trouble | undefined;
  /** Lines given up because too many were waiting. */
  readonly lost: number;
}

/** Lines that wait while the disk is full or the directory is gone; the oldest go first. */
const maxWaiting = 1_000;
/** While lines may be unread, a rotation is noticed within this time, though nothing is written (milliseconds). */
const lookEvery = 200;

/** Text that waits: a line, or several that only make sense together. */
interface Piece {
  readonly text: string;
  readonly grade?: Grade | undefined;
}

/** The line to write before so many lines that are written again; undefined where the form has none for that. */
export type Announce = (lines: number) => string | undefined;

/**
 * Creates the file (0640) and its directory and opens it. When the name leads to another file later, the lines of grade
 * `ban` that nobody may have read in the old one are written again into the new one. Throws UsageError when the path is no
 * regular file and WorkError when it may not be written.
 */
export function openWriter(
  path: string,
  announce: Announce = () => undefined,
  onClosed: () => void = () => {},
): Writer {
  const file = createAppender(path, openFirst(path));
  const recent = createRecent();
  let waiting: Piece[] = [];
  let lost = 0;
  const troubles = createTroubles(path);
  /** When the name was last seen to lead to the open file: a reader that follows it could read that until then. */
  let lastHere = performance.now();
  let looking: NodeJS.Timeout | undefined;

  const unread = (): string[] => recent.after(lastHere - unreadFor);
  const isHere = (): boolean => {
    const here = file.leads() === 'here';
    if (here) lastHere = performance.now();
    return here;
  };
  const repeat = (lines: readonly string[]): void => {
    const first = announce(lines.length);
    // One piece, so that no other line comes between them.
    if (lines.length > 0)
      waiting.unshift({ text: (first === undefined ? lines : [first, ...lines]).join('\n') });
  };
  const reopen = (): void => {
    const [before, lines] = [file.place(), unread()];
    try {
      file.reopen();
    } finally {
      if (before !== undefined && !isSame(before, file.place())) repeat(lines);
    }
  };
  const look = (): void => {
    looking = undefined;
    // The program that rotates makes the new file: one of ours in its way would be put aside (createOutputFile of logrotate).
    if (!isHere() && file.leads() === 'elsewhere') flush();
    if (unread().length > 0) lookSoon();
  };
  const lookSoon = (): void => {
    looking ??= later(lookEvery, `looking at ${path}`, look).unref();
  };
  const writeWaiting = (): void => {
    let began = performance.now();
    if (!isHere()) reopen();
    for (let piece = waiting[0]; piece !== undefined; piece = waiting[0]) {
      file.append(piece.text);
      waiting.shift();
      const now = performance.now();
      troubles.took(now - began);
      began = now;
      if (piece.grade === 'ban') {
        recent.add(piece.text, lastHere);
        lookSoon();
      }
      if (waiting.length > 0 && !isHere()) reopen();
    }
  };
  const flush = (): void => {
    try {
      writeWaiting();
      troubles.written(lost);
    } catch (error) {
      troubles.failed(error);
    }
  };
  return {
    write: (text, grade) => {
      waiting.push({ text, grade });
      // While it fails, tend() tries every few seconds: no system call, no message for each line.
      if (troubles.now()?.stopped !== true) flush();
      const excess = waiting.length - maxWaiting;
      if (excess <= 0) return;
      // A line that has begun to be written is finished, whatever is given up.
      waiting.splice(file.hasBegun() ? 1 : 0, excess);
      lost += excess;
    },
    reopen: () => {
      try {
        reopen();
      } catch {
        // It is tried again at once, and said.
      }
      flush();
    },
    tend: flush,
    close: () => {
      flush();
      clearTimeout(looking);
      lost += waiting.length;
      if (waiting.length > 0) diag('error', `${path}: ${waiting.length} lines could not be written`);
      waiting = [];
      file.close();
      onClosed();
    },
    place: () => file.place(),
    trouble: () => troubles.now(),
    get lost() {
      return lost;
    },
  };
}

const isSame = (one: Place, other: Place | undefined): boolean =>
  one.inode === other?.inode && one.device === other.device;

/** A writer that keeps no file: for what goes to people. */
export const printer = (print: (text: string) => void): Writer => ({
  write: line => print(`${line}\n`),
  reopen: () => {},
  tend: () => {},
  close: () => {},
  place: () => undefined,
  trouble: () => undefined,
  lost: 0,
});

function openFirst(path: string): number {
  try {
    return openLog(path);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** What a failure to open a log is told as: a WorkError with its fix for one of the system, any other as it is. */
export function cannotWrite(path: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === undefined) return error;
  return new WorkError(
    `cannot write the log ${path} (${code}): ${writeFix(error) ?? 'fix that'}, or choose another file with --log`,
  );
}
