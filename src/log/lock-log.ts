import { koffiFault } from '../sys/libc.ts';
import { lockFile, makeLock, NoLock } from '../sys/lock-file.ts';
import type { User } from '../sys/process/rights.ts';
import { diag } from '../util/diag.ts';

/**
 * A log has one sentry: with two, each line of a source would stand twice, and Fail2ban counts what it reads. The lock is
 * on a file beside the log, which no rotation touches and which only its user may open; whoever may read the log could
 * lock the log itself.
 */
const suffix = '.lock';
const lockOf = (log: string): string => `${log}${suffix}`;

/** Whether a file that a sentry has open is such a lock. */
export const isLogLock = (path: string): boolean => path.endsWith(suffix);

interface Held {
  readonly release: () => void;
  users: number;
}

/** What this process holds: a reload opens a log again before the old one is closed. */
const held = new Map<string, Held>();

/**
 * Makes this process the one that writes a log, until what is returned is called. Throws WorkError with the pid of another
 * one; where there can be no lock, that is said.
 * @param writer what writes it, for people
 */
export function lockLog(log: string, writer = 'sentry'): () => void {
  const found = held.get(log) ?? { release: lockedAs(log, writer), users: 0 };
  held.set(log, found);
  found.users++;
  return () => {
    if (--found.users > 0) return;
    held.delete(log);
    found.release();
  };
}

/** Root makes the file for the user who will write the log, in a folder that may not be that user's. */
export function giveLogLock(log: string, user: User): void {
  if (koffiFault() === undefined) locksOr(() => makeLock(lockOf(log), user), log);
}

function lockedAs(log: string, writer: string): () => void {
  if (koffiFault() !== undefined) return () => {};
  const busy = (holder: string): string =>
    `another ${writer}${holder === '' ? '' : ` (${holder})`} writes ${log}: end that one, or give this one a log of its own ` +
    `(log.file, --log); ${lockOf(log)} is locked`;
  return locksOr(() => lockFile(lockOf(log), { busy }), log)?.release ?? (() => {});
}

function locksOr<T>(work: () => T, log: string): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NoLock)) throw error;
    diag('notice', `nothing keeps a second sentry from writing ${log} too: ${error.message}`);
    return undefined;
  }
}
