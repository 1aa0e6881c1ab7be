import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../util/errors.ts';
import { olddirOf } from './logrotate.ts';

/** A file beside a log that holds its older lines, by its last write (milliseconds since the epoch), which rename and gzip keep. */
export interface Sibling {
  readonly path: string;
  readonly written: number;
  readonly inode: number;
}

export interface Siblings {
  /** Plain or gzipped (`.1`, `.2.gz`, `-20261122`), oldest first. */
  readonly readable: readonly Sibling[];
  /** Those that are not read here, and why: by their form (.xz, .zst, .bz2), or a folder that may not be looked at. */
  readonly others: readonly Other[];
}

interface Other extends Sibling {
  readonly error: Error;
}

/** A log has some dozen siblings; the owner of its folder may have made a million names. */
const mostNames = 1000;

const shape = /^[.-]\d[\d-]{0,19}(\.[a-z][a-z0-9]{0,4})?$/;
const packers = new Set(['.xz', '.zst', '.bz2', '.lz4', '.lzma', '.Z', '.zip']);

/** The siblings of a log, as they are at this moment: beside it, and where else logrotate is told to move them. */
export async function siblingsOf(path: string, olddir = olddirOf(path)): Promise<Siblings> {
  const beside = await siblingsIn(dirname(path), basename(path));
  if (olddir === undefined) return beside;
  const moved = await siblingsIn(olddir, basename(path));
  const closed = await whyClosed(olddir);
  return {
    readable: [...beside.readable, ...moved.readable].sort(byAge),
    others: [...beside.others, ...moved.others, ...closed],
  };
}

async function siblingsIn(folder: string, log: string): Promise<Siblings> {
  const found = await namesIn(folder, name => name.startsWith(log) && shape.test(name.slice(log.length)));
  const names = new Set(found);
  const described = async (isOne: (name: string) => boolean): Promise<Sibling[]> => {
    const files = await Promise.all(found.filter(isOne).map(name => describe(join(folder, name))));
    return files.filter(file => file !== undefined).sort(byAge);
  };
  const readable = await described(name => isReadable(name, names));
  const others = await described(name => packers.has(packerOf(name)));
  return {
    readable,
    others: [
      ...others.map(file => ({ ...file, error: new Error('only plain files and .gz are read') })),
      ...(found.length === mostNames ? [beyond(join(folder, `${log}.*`), readable[0])] : []),
    ],
  };
}

/** Older ones, as far as anybody can tell. */
const beyond = (path: string, { written, inode } = { written: 0, inode: 0 }): Other => ({
  path,
  written,
  inode,
  error: new Error(
    `there are more than ${mostNames} files of that name, and no more are read: move some away`,
  ),
});

/** A folder changes with each rotation into it. One that is missing has seen none. */
async function whyClosed(folder: string): Promise<Other[]> {
  try {
    await (await opendir(folder)).close();
    return [];
  } catch (error) {
    const found = await describe(folder);
    if (found === undefined || errorCode(error) === 'ENOENT') return [];
    return [{ ...found, error: error instanceof Error ? error : new Error(String(error)) }];
  }
}

const packerOf = (name: string): string => /\.[A-Za-z][a-z0-9]*$/.exec(name)?.[0] ?? '';

/** A .gz beside the plain file of that name is not whole yet: logrotate removes the plain one when it is. */
const isReadable = (name: string, names: ReadonlySet<string>): boolean =>
  (/\d$/.test(name) && packerOf(name) === '') || (name.endsWith('.gz') && !names.has(name.slice(0, -3)));

/** Written at the same time, `.2` is older than `.1`, and a date younger than the one before it. */
function byAge(a: Sibling, b: Sibling): number {
  if (a.written !== b.written) return a.written - b.written;
  const [one, other] = [numberOf(a.path), numberOf(b.path)];
  return one < 1e5 && other < 1e5 ? other - one : one - other;
}

const numberOf = (path: string): number => Number(/[.-](\d+)[^/]*$/.exec(path)?.[1] ?? 0);

async function namesIn(folder: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) {
      if (isWanted(name)) names.push(name);
      if (names.length === mostNames) break;
    }
  } catch {
    // No directory, no siblings; who reads the log reports what is wrong.
  }
  return names;
}

async function describe(path: string): Promise<Sibling | undefined> {
  try {
    const { mtimeMs, ino } = await stat(path);
    return { path, written: mtimeMs, inode: ino };
  } catch {
    // Deleted since it was listed, as the oldest are.
    return undefined;
  }
}
