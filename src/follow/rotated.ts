import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { openPlain } from '../util/files/plain-file.ts';
import type { Splitter } from './split.ts';

/** Which siblings: by their last write (milliseconds since the epoch), which rename and gzip keep. */
export interface Span {
  readonly after: number;
  readonly upTo: number;
  /** The inodes of files that are read already, or will be. */
  readonly except: readonly (number | null)[];
}

export interface Sink {
  readonly lines: Splitter;
  /** A file that could not be read to its end; the next one is read all the same. */
  readonly onProblem: (error: Error) => void;
  readonly signal: AbortSignal;
}

interface Rotated {
  readonly path: string;
  readonly written: number;
  readonly inode: number;
}

/**
 * Reads the older siblings of a log (`.1`, `.2.gz`, `-20261122`), oldest first. Returns the last write of the last of
 * them, or `after` when there are none: where the next look goes on. Ends at the signal.
 */
export async function readRotated(path: string, span: Span, sink: Sink): Promise<number> {
  const files = await rotatedIn(path, span);
  for (const file of files) {
    sink.lines.reset();
    await readLines(file.path, sink);
  }
  sink.lines.reset();
  return files.at(-1)?.written ?? span.after;
}

async function rotatedIn(path: string, { after, upTo, except }: Span): Promise<Rotated[]> {
  const names = await namesIn(dirname(path), name => isRotated(name, basename(path)));
  const files = await Promise.all(names.map(name => describe(join(dirname(path), name))));
  return files
    .filter(file => file !== undefined)
    .filter(file => file.written > after && file.written <= upTo && !except.includes(file.inode))
    .sort((a, b) => a.written - b.written);
}

/** A log has some dozen siblings; the owner of its folder may have made a million names. */
const mostNames = 1000;

async function namesIn(folder: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) {
      if (isWanted(name)) names.push(name);
      if (names.length === mostNames) break;
    }
  } catch {
    // No directory, no siblings; following the log reports what is wrong.
  }
  return names;
}

const isRotated = (name: string, log: string): boolean =>
  name.startsWith(log) && /^[.-]\d{1,14}(?:\.gz)?$/.test(name.slice(log.length));

async function describe(path: string): Promise<Rotated | undefined> {
  try {
    const { mtimeMs, ino } = await stat(path);
    return { path, written: mtimeMs, inode: ino };
  } catch {
    // Deleted since it was listed, as the oldest are.
    return undefined;
  }
}

/** Bytes, unpacked, that are read of one sibling: our own logrotate file keeps a log below 1 GB in the worst of floods. */
const mostRead = 2 ** 33;

async function readLines(path: string, { lines, onProblem, signal }: Sink): Promise<void> {
  let read = 0;
  try {
    for await (const chunk of open(path, signal)) {
      const piece = Buffer.from(chunk);
      read += piece.length;
      if (read > mostRead) throw new Error('it is longer than 8 GiB');
      lines.push(piece.toString('latin1'));
    }
  } catch (error) {
    if (signal.aborted) return;
    onProblem(new Error(`cannot read ${path} to its end`, { cause: error }));
  }
}

function open(path: string, signal: AbortSignal): Readable {
  const file = createReadStream(path, { fd: openPlain(path, { links: 'guarded' }), signal });
  if (!path.endsWith('.gz')) return file;
  const unpacked = createGunzip();
  file.on('error', error => unpacked.destroy(error));
  return file.pipe(unpacked);
}
