import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file beside a log that holds its older lines, by its last write (milliseconds since the epoch), which rename and gzip keep. */
export interface Sibling {
  readonly path: string;
  readonly written: number;
  readonly inode: number;
}

export interface Siblings {
  /** Plain or gzipped (`.1`, `.2.gz`, `-20261122`), oldest first. */
  readonly readable: readonly Sibling[];
  /** Of a form that is not read here (.xz, .zst, .bz2). */
  readonly others: readonly Sibling[];
}

/** A log has some dozen siblings; the owner of its folder may have made a million names. */
const mostNames = 1000;

const shape = /^[.-]\d[\d-]{0,19}(\.[a-z][a-z0-9]{0,4})?$/;
const packers = new Set(['.xz', '.zst', '.bz2', '.lz4', '.lzma', '.Z', '.zip']);

/** The siblings of a log, as they are at this moment. */
export async function siblingsOf(path: string): Promise<Siblings> {
  const [folder, log] = [dirname(path), basename(path)];
  const names = new Set(
    await namesIn(folder, name => name.startsWith(log) && shape.test(name.slice(log.length))),
  );
  const described = async (isOne: (name: string) => boolean): Promise<Sibling[]> => {
    const files = await Promise.all([...names].filter(isOne).map(name => describe(join(folder, name))));
    return files.filter(file => file !== undefined).sort(byAge);
  };
  return {
    readable: await described(name => isReadable(name, names)),
    others: await described(name => packers.has(packerOf(name))),
  };
}

const packerOf = (name: string): string => /\.[A-Za-z][a-z0-9]*$/.exec(name)?.[0] ?? '';

/** A .gz beside the plain file of that name is not whole yet: logrotate removes the plain one when it is. */
const isReadable = (name: string, names: ReadonlySet<string>): boolean =>
  /\d$/.test(name) || (name.endsWith('.gz') && !names.has(name.slice(0, -3)));

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
