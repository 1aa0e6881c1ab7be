import { type Stats, statSync } from 'node:fs';
import { errorCode, errorMessage, UsageError } from '../../util/errors.ts';
import { NoFile, withPlain } from '../../util/files/plain-file.ts';
import { readOpen, readWhole } from '../../util/files/read-file.ts';

/** Where a host keeps what we read; a test gives its own. */
export const hostPaths = {
  config: '/etc/portjail/portjail.json',
  portsentry: '/etc/portsentry/portsentry.conf',
  modes: '/etc/default/portsentry',
} as const;
export type HostPaths = Readonly<Record<keyof typeof hostPaths, string>>;

/** Bytes; the longest sensible config, one with every port listed singly, is a third of it. */
const largest = 2 ** 20;
/** Bytes of an ignore file: a million IPv6 networks, each with a word about it. */
export const largestList = 2 ** 26;
const isFolder = 'is a directory: name the file in it';

/** The text of a config file, or of a pipe such as `<(...)`. Throws UsageError with the fix when there is none to be had. */
export function readConfigText(file: string): string {
  const text = textOf(file);
  if (text.trim() !== '') return text;
  throw new UsageError(`${file}: is empty: write {} into it for the defaults, or remove it`);
}

/** A file as it was when it was read: no other one has all of these, nor the same file with another text. */
export interface FileStamp {
  readonly file: string;
  readonly device: number;
  readonly inode: number;
  /** When it was last written, and when anything of it was changed last (milliseconds since the epoch). */
  readonly written: number;
  readonly changed: number;
  /** Bytes: within one tick of the kernel's clock nothing else may tell two texts apart. */
  readonly size: number;
}

export const stampOf = (
  file: string,
  { dev, ino, mtimeMs, ctimeMs, size }: Pick<Stats, 'dev' | 'ino' | 'mtimeMs' | 'ctimeMs' | 'size'>,
): FileStamp => ({
  file,
  device: dev,
  inode: ino,
  written: Math.floor(mtimeMs),
  changed: Math.floor(ctimeMs),
  size,
});

/** Whatever its name is by now. */
export const isSameStamp = (a: FileStamp, b: FileStamp): boolean =>
  a.device === b.device &&
  a.inode === b.inode &&
  a.written === b.written &&
  a.changed === b.changed &&
  a.size === b.size;

/** The text of a file that need not exist, or what stands in the way of reading it. */
export function readOptional(
  file: string,
): { text: string; stamp: FileStamp } | { missing: boolean; reason: string } {
  try {
    return withPlain(file, {}, (fd, stats) => ({
      text: readOpen(fd, stats, largestList).toString('utf8'),
      stamp: stampOf(file, stats),
    }));
  } catch (error) {
    return { missing: isMissing(error), reason: reasonOf(error) };
  }
}

/** True also for what this user may not see: to go on as if it were not there would be a silent loss. */
export function exists(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (error) {
    return !isMissing(error);
  }
}

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

/** True when something is there that no log can be written to. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function textOf(file: string): string {
  try {
    return readWhole(file, largest, { pipes: true }).toString('utf8');
  } catch (error) {
    if (errorCode(error) === 'EFBIG')
      throw new UsageError(`${file}: is larger than 1 MiB: that is no config`, { cause: error });
    throw new UsageError(`${file}: ${reasonOf(error)}`, { cause: error });
  }
}

const reasons: ReadonlyMap<string | undefined, string> = new Map([
  ['ENOENT', 'no such file: name another with -c, or use --defaults'],
  ['EACCES', 'this user may not read it: run with sudo, or let the user read it'],
  ['EPERM', 'this user may not read it: run with sudo, or let the user read it'],
  ['EISDIR', isFolder],
]);

const reasonOf = (error: unknown): string =>
  reasons.get(errorCode(error)) ??
  (error instanceof NoFile ? error.message : `cannot be read: ${errorMessage(error)}`);
