import { closeSync } from 'node:fs';
import { openPlain } from '../util/files/plain-file.ts';
import { type Sibling, siblingsOf } from './siblings.ts';
import type { Splitter } from './split.ts';
import { contentOf } from './unpack.ts';

/** Which siblings: by their last write (milliseconds since the epoch), which rename and gzip keep. */
export interface Span {
  readonly after: number;
  readonly upTo: number;
  /** The inodes of files that are read already, or will be. */
  readonly except: readonly (number | null)[];
}

export interface Sink {
  readonly lines: Splitter;
  /** A file that could not be read, or not to its end; the next one is read all the same. */
  readonly onProblem: (error: Error) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads the older siblings of a log (`.1`, `.2.gz`, `-20261122`), oldest first. Returns the last write of the last of
 * them, or `after` when there are none: where the next look goes on. Ends at the signal.
 */
export async function readRotated(path: string, span: Span, sink: Sink): Promise<number> {
  const { after, upTo, except } = span;
  const isMeant = ({ written, inode }: Sibling): boolean =>
    written > after && written <= upTo && !except.includes(inode);
  const siblings = await siblingsOf(path);
  for (const file of siblings.others.filter(isMeant)) sink.onProblem(unreadable(file.path, file.error));
  const files = siblings.readable.filter(isMeant);
  for (const file of files) {
    sink.lines.reset();
    await readLines(file.path, sink);
  }
  sink.lines.reset();
  return files.at(-1)?.written ?? after;
}

const unreadable = (path: string, cause: unknown): Error =>
  new Error(`cannot read ${path} to its end`, { cause });

async function readLines(path: string, { lines, onProblem, signal }: Sink): Promise<void> {
  try {
    const fd = openPlain(path, { links: 'none' });
    try {
      for await (const piece of contentOf(fd, path.endsWith('.gz'), { signal }))
        lines.push(piece.toString('latin1'));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (!signal.aborted) onProblem(unreadable(path, error));
  }
}
