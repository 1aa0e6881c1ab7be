import { isObject, isText, type Json } from '../../detect/nft-json.ts';
import { type LoginGap, loginGaps } from '../../detect/protected/login-gap.ts';
import { runtimeDirectory } from '../../status/place.ts';
import { isAhead, isReplaced, readSource, type Source } from '../../status/source.ts';
import type { FileId } from '../../sys/processes.ts';
import { processStart } from '../../sys/processes.ts';
import { isWriter } from '../../sys/sentry-process.ts';
import { NoFile } from '../../util/plain-file.ts';

/** What a running sentry says of itself, as far as the doctor asks. */
export interface StatusFile {
  readonly pid: number;
  /** Whether that process is seen here, and is the sentry that wrote this; one of a container is not seen. */
  readonly here: boolean;
  /** When it was written, milliseconds since the epoch. */
  readonly time: number | undefined;
  readonly log: FileId | undefined;
  /** Why it does not know who has logged in over SSH. */
  readonly loginGap: LoginGap | undefined;
  readonly rulesUnread: boolean;
}

/** The sentry's status as far as it can be believed, and what stands in the place of its file, where that is no file. */
export interface StatusFound {
  readonly status: StatusFile | undefined;
  readonly unfit: string | undefined;
}

/** Reads the sentry's status; a time ahead of the clock is waited for (see status/source.ts). */
export async function findStatus(): Promise<StatusFound> {
  const path = `${runtimeDirectory()}/status.json`;
  try {
    const source = readSource(path);
    const status = parseStatus(source);
    if (status?.here !== true || status.time === undefined || !isAhead(status.time, Date.now()))
      return { status, unfit: undefined };
    if (!(await isReplaced(path, source.stamp))) return { status, unfit: undefined };
    const next = parseStatus(readSource(path));
    const time = Math.min(next?.time ?? Number.POSITIVE_INFINITY, Date.now());
    return { status: next && { ...next, time }, unfit: undefined };
  } catch (error) {
    return { status: undefined, unfit: error instanceof NoFile ? `${path} ${error.what}` : undefined };
  }
}

/** Undefined where it is none, or names a process that did not write it. */
export function parseStatus({ text, owner }: Pick<Source, 'text' | 'owner'>): StatusFile | undefined {
  const status = objectOf(text);
  const [pid, start = 0] = [numberIn(status, 'pid'), numberIn(status, 'processStart')];
  if (pid === undefined) return undefined;
  const here = isWriter({ pid, processStart: start }, owner);
  // One that is not to be seen from here may be in a container.
  if (!here && processStart(pid) !== undefined) return undefined;
  const log = isObject(status['log']) ? status['log'] : {};
  const [path, device, inode] = [log['file'], numberIn(log, 'device'), numberIn(log, 'inode')];
  const known = isText(path) && device !== undefined && inode !== undefined;
  return {
    pid,
    here,
    time: numberIn(status, 'time'),
    log: known ? { path, device, inode } : undefined,
    loginGap: loginGaps.find(gap => gap === status['loginGap']),
    rulesUnread: status['rulesUnread'] === true,
  };
}

function objectOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function numberIn(object: Json, key: string): number | undefined {
  const value = object[key];
  return typeof value === 'number' ? value : undefined;
}
