import { isAscii } from 'node:buffer';
import { closeSync, fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { maxLine, splitter } from '../follow/split.ts';
import { contentOf } from '../follow/unpack.ts';
import { parseLine } from '../log/line.ts';
import { WorkError } from '../util/errors.ts';
import { openPlain } from '../util/files/plain-file.ts';
import type { Account } from './account.ts';
import { type Counts, noCounts } from './counts.ts';
import type { Hearer } from './event.ts';
import { hearLog } from './hear-log.ts';
import { reasonOf } from './reason.ts';
import type { Span } from './span.ts';

/** A file that somebody named. */
interface Named {
  readonly path: string;
  readonly fd: number;
  readonly begins: number;
}

/**
 * Reads these files of the sentry's, each alone, plain or gzipped, those with the oldest lines first: for who names the
 * rotated ones too. Throws WorkError for one that cannot be opened; one that is damaged ends with what could be read of it.
 */
export async function readFiles(
  paths: readonly string[],
  span: Span,
  hearer: Hearer,
  onProgress: (share: number) => void = () => {},
): Promise<Account> {
  const counts = noCounts();
  const { onLine } = hearLog(span, hearer, counts);
  const files = (await Promise.all(paths.map(openNamed))).sort((a, b) => a.begins - b.begins);
  const unread: { path: string; why: string }[] = [];
  for (const [at, { path, fd }] of files.entries()) {
    const lines = splitter(onLine);
    let rest = false;
    try {
      for await (const piece of contentOf(fd, path.endsWith('.gz'))) {
        lines.push(piece.toString('latin1'), isAscii(piece));
        rest = piece.at(-1) !== 0x0a;
      }
    } catch (error) {
      unread.push({ path, why: reasonOf(error) });
    }
    closeSync(fd);
    counts.foreign += lines.dropped() + (rest ? 1 : 0);
    onProgress((at + 1) / files.length);
  }
  return accountOf(paths.join(', '), counts, span, unread);
}

/** The same of a stream, such as what another program writes. */
export async function readStream(
  stream: Readable,
  name: string,
  span: Span,
  hearer: Hearer,
): Promise<Account> {
  const counts = noCounts();
  const lines = splitter(hearLog(span, hearer, counts).onLine);
  let last = 0x0a;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    lines.push(piece.toString('latin1'), isAscii(piece));
    last = piece.at(-1) ?? last;
  }
  counts.foreign += lines.dropped() + (last === 0x0a ? 0 : 1);
  return accountOf(name, counts, span, []);
}

const accountOf = (
  place: string,
  counts: Counts,
  { since, until }: Span,
  unread: readonly { readonly path: string; readonly why: string }[],
): Account => ({
  place,
  gaps: unread.map(({ path, why }) => ({ since, until, why: `${path}: ${why}` })),
  counts,
  position: undefined,
  isResumed: true,
});

async function openNamed(path: string): Promise<Named> {
  try {
    const fd = openPlain(path);
    return { path, fd, begins: (await beginning(fd, path).catch(() => undefined)) ?? fstatSync(fd).mtimeMs };
  } catch (error) {
    throw new WorkError(`${path}: ${reasonOf(error)}`);
  }
}

/** When its first line was written; undefined where that is none of ours. What is damaged is said when it is read. */
async function beginning(fd: number, path: string): Promise<number | undefined> {
  for await (const piece of contentOf(fd, path.endsWith('.gz'))) {
    const end = piece.indexOf(0x0a);
    return parseLine(piece.toString('latin1', 0, end < 0 ? Math.min(maxLine, piece.length) : end))?.time;
  }
  return undefined;
}
