import { readFileSync, statSync } from 'node:fs';
import { errorCode, errorMessage, UsageError } from '../util/errors.ts';

/** Where a host keeps what we read; a test gives its own. */
export const hostPaths = {
  config: '/etc/portjail/portjail.json',
  portsentry: '/etc/portsentry/portsentry.conf',
  modes: '/etc/default/portsentry',
} as const;
export type HostPaths = Readonly<Record<keyof typeof hostPaths, string>>;

/** Bytes; the longest sensible config, one with every port listed singly, is a third of it. */
const largest = 2 ** 20;
/** Bytes; half a million lines of an ignore file. */
const largestList = 2 ** 24;

const isFolder = 'is a directory: name the file in it';

/** The text of a config file. Throws UsageError with the mend when there is none to be had. */
export function readConfigText(file: string): string {
  const text = attempt(file, () => {
    const { size } = statSync(file);
    if (size > largest) throw new UsageError(`${file}: is larger than 1 MiB: that is no config`);
    return readFileSync(file, 'utf8');
  });
  if (text.trim() !== '') return text;
  throw new UsageError(`${file}: is empty: write {} into it for the defaults, or remove it`);
}

/** The text of a file that need not exist, or what stands in the way of reading it. */
export function readOptional(file: string): { text: string } | { missing: boolean; reason: string } {
  try {
    const stat = statSync(file);
    // A pipe would keep a running sentry waiting for ever, at the next reload.
    if (!stat.isFile())
      return { missing: false, reason: stat.isDirectory() ? isFolder : 'is no regular file' };
    if (stat.size > largestList) return { missing: false, reason: 'is larger than 16 MiB' };
    return { text: readFileSync(file, 'utf8') };
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

function attempt(file: string, read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw error;
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
  reasons.get(errorCode(error)) ?? `cannot be read: ${errorMessage(error)}`;
