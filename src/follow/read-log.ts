import { isAscii } from 'node:buffer';
import { createMarker, isFileOf, type Position } from './position.ts';
import { createProgress } from './progress.ts';
import { asError, type LogFile, openLogFiles, type Snapshot, type Unread } from './snapshot.ts';
import { maxLine, splitter } from './split.ts';
import { contentOf } from './unpack.ts';

export interface ReadOptions {
  /**
   * Where to begin: behind a position, as it was returned; or with the oldest file that was written to after a time
   * (milliseconds since the epoch), whose first lines may well be older.
   */
  readonly from: number | Position;
  readonly onLine: (line: string) => void;
  /** Lines without any of these texts (ASCII) are passed over, at a tenth of the cost. */
  readonly wanted?: readonly string[];
  /** Told how far it is, 0 to 1, a hundred times at most. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface LogRead {
  /** Where to go on; undefined while no whole line was ever read. */
  readonly position: Position | undefined;
  /** False when the position was asked for and is no longer there: all that was written since was read instead. */
  readonly isResumed: boolean;
  /** Files that were read, oldest first, each with the last write of the one before it. */
  readonly files: readonly Pick<LogFile, 'path' | 'written' | 'born'>[];
  /** Files that were not read, or not to their end. */
  readonly unread: readonly Unread[];
  /** How the first of them begins: its first lines, the last of them may be cut. */
  readonly head: string;
  readonly before: Snapshot['before'];
  readonly missing: Snapshot['missing'];
  /** Lines that were too long, and those at the end of a file that is not written any more without their end. */
  readonly dropped: number;
  readonly torn: number;
}

/** Bytes: some of them may be lines that do not say when they were written. */
const headLength = 2 ** 14;

/** gzip and some file systems keep whole seconds (milliseconds). */
const coarse = 2000;

/**
 * Reads a log with its rotated siblings once, oldest line first: no line is lost or comes twice when the next reading
 * begins at the position that this one returns. An unfinished last line is left for then.
 */
export async function readLog(path: string, options: ReadOptions): Promise<LogRead> {
  const { from } = options;
  const after = typeof from === 'number' ? from : from.written - coarse;
  const snapshot = await openLogFiles(path, after);
  try {
    return await readFiles(snapshot, options);
  } finally {
    snapshot.close();
  }
}

async function readFiles(snapshot: Snapshot, options: ReadOptions): Promise<LogRead> {
  const { from, onLine, wanted, signal } = options;
  const lines = splitter(onLine, maxLine, wanted);
  const progress = createProgress(options.onProgress);
  const at = typeof from === 'number' ? undefined : await fileOf(from, snapshot.files);
  const files = filesFrom(from, at, snapshot.files);
  progress.expect(files);
  const unread = [...snapshot.unread];
  let position = typeof from === 'number' ? undefined : from;
  let torn = 0;
  let head: string | undefined;
  for (const file of files) {
    const before = file === at ? position : undefined;
    const marker = createMarker(before);
    try {
      for await (const piece of contentOf(file.fd, file.isPacked, { from: before?.offset ?? 0, signal })) {
        marker.push(piece);
        head ??= piece.toString('latin1', 0, headLength);
        lines.push(piece.toString('latin1'), isAscii(piece));
        progress.add(piece.length);
      }
    } catch (error) {
      if (signal?.aborted === true) break;
      const { path, written } = file;
      unread.push({ path, written, error: asError(error), lastLine: marker.lastLine() });
    }
    lines.reset();
    position = marker.position(file.written) ?? position;
    if (marker.isTorn() && file !== files.at(-1)) torn++;
  }
  const { before, missing } = snapshot;
  const isResumed = typeof from === 'number' || at !== undefined;
  return {
    position,
    isResumed,
    files,
    unread,
    head: head ?? '',
    before,
    missing,
    dropped: lines.dropped(),
    torn,
  };
}

/** The youngest file that holds a position; one that cannot be read does not. */
async function fileOf(position: Position, files: readonly LogFile[]): Promise<LogFile | undefined> {
  for (const file of [...files].reverse())
    if (await isFileOf(file.fd, file.isPacked, position).catch(() => false)) return file;
  return undefined;
}

function filesFrom(
  from: number | Position,
  at: LogFile | undefined,
  files: readonly LogFile[],
): readonly LogFile[] {
  if (typeof from === 'number') return files;
  return at === undefined
    ? files.filter(({ written }) => written > from.written)
    : files.slice(files.indexOf(at));
}
