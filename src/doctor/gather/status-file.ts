import { isObject, isText, type Json } from '../../detect/nft-json.ts';
import { type LoginGap, loginGaps } from '../../detect/protected/login-gap.ts';
import { processStart } from '../../sys/process-start.ts';
import { runtimeDirectory } from '../../util/runtime-directory.ts';
import type { FileId } from '../facts.ts';
import { textOf } from './processes.ts';

/** What a running sentry says of itself, as far as the doctor asks. */
export interface StatusFile {
  readonly pid: number;
  /** When it was written, milliseconds since the epoch. */
  readonly time: number | undefined;
  readonly log: FileId | undefined;
  /** Why it does not know who has logged in over SSH. */
  readonly loginGap: LoginGap | undefined;
}

/** Reads the sentry's status; undefined where there is none that can be read. */
export function readStatusFile(): StatusFile | undefined {
  return parseStatus(textOf(`${runtimeDirectory()}/status.json`));
}

export function parseStatus(text: string): StatusFile | undefined {
  const status = objectOf(text);
  const pid = numberIn(status, 'pid');
  if (pid === undefined || isAnother(pid, numberIn(status, 'processStart'))) return undefined;
  const log = isObject(status['log']) ? status['log'] : {};
  const [path, device, inode] = [log['file'], numberIn(log, 'device'), numberIn(log, 'inode')];
  const known = isText(path) && device !== undefined && inode !== undefined;
  return {
    pid,
    time: numberIn(status, 'time'),
    log: known ? { path, device, inode } : undefined,
    loginGap: loginGaps.find(gap => gap === status['loginGap']),
  };
}

/** Whether the number was given to another process since. One that is not to be seen from here may be in a container. */
function isAnother(pid: number, start: number | undefined): boolean {
  const now = processStart(pid);
  return start !== undefined && now !== undefined && now !== start;
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
