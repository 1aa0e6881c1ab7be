import { processStart } from '../sys/process/processes.ts';
import { isWriter } from '../sys/process/sentry-process.ts';
import { errorCode } from '../util/errors.ts';
import { NoFile } from '../util/files/plain-file.ts';
import { parseStatus } from './parser.ts';
import type { Status } from './shape.ts';
import { isAhead, isReplaced, readSource, type Source } from './source.ts';

/** A status, and the file that it stood in; or why there is none to be had. */
export type Reading =
  | Written
  | { readonly fault: 'absent' | 'forbidden' | 'no file' | 'unreadable'; readonly why: string };

export interface Written extends Pick<Source, 'owner' | 'stamp'> {
  readonly status: Status;
}

/** Reads `status.json` as it is at this moment. */
export function readStatus(path: string): Reading {
  try {
    const { text, owner, stamp } = readSource(path);
    const status = parseStatus(text);
    if (status === undefined) return { fault: 'unreadable', why: 'it is no status of ours' };
    return { status, owner, stamp };
  } catch (error) {
    if (error instanceof NoFile) return { fault: 'no file', why: error.what };
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { fault: 'absent', why: 'there is no such file' };
    if (code === 'EACCES') return { fault: 'forbidden', why: 'this user may not read it' };
    return { fault: 'unreadable', why: code };
  }
}

/**
 * The same, but a living sentry's time that lies ahead is not believed: the file is waited for, up to ten seconds. When
 * another one takes its place, that was written now; else the time stays as it is.
 */
export async function readSettled(path: string, patience?: number): Promise<Reading> {
  const found = readStatus(path);
  if (!('status' in found) || !isAhead(found.status.time, Date.now()) || !isRunning(found)) return found;
  if (!(await isReplaced(path, found.stamp, patience))) return found;
  const next = readStatus(path);
  if (!('status' in next)) return next;
  return { ...next, status: { ...next.status, time: Math.min(next.status.time, Date.now()) } };
}

/** What to do about a fault of `no file`. */
export const noFileFix =
  'remove it: a running sentry writes the file anew within five seconds. Only its user, or root, can have put it there';

/** True while the very process that wrote this lives, not another that was given its number or that is named in its place. */
export const isRunning = ({ status, owner }: Pick<Written, 'status' | 'owner'>): boolean =>
  isWriter(status, owner);

/**
 * Whose word a status is: of the very process that it names, which lives `here`; of one that is `unseen` from here, as in
 * a container; or of nobody, since that process is another one.
 */
export function writerOf(found: Written): 'here' | 'unseen' | 'nobody' {
  if (isRunning(found)) return 'here';
  return processStart(found.status.pid) === undefined ? 'unseen' : 'nobody';
}
