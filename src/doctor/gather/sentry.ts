import { isSentry } from '../../sys/sentry-process.ts';
import type { SentryFacts } from '../facts.ts';
import { namesOf } from './log.ts';
import { processesHere, socketsOf, textOf, writtenBy } from './processes.ts';
import type { StatusFile } from './status-file.ts';

/**
 * The sentries that run here, by their command line: those that hold the log open for writing; where none does, every
 * one, and one whose process cannot be seen from here (a container's) by its status.
 */
export function gatherSentries(log: string, status: StatusFile | undefined): SentryFacts[] {
  const all = processesHere();
  const names = namesOf(log);
  const found = all
    .filter(({ words }) => isSentry(words))
    .map(({ pid }) => {
      const writes = writtenBy(pid);
      const holds = writes.some(({ path }) => names.includes(path));
      const family = all.filter(one => one.pid === pid || parentOf(one.pid) === pid);
      const captures = family.some(one => hasPacketSocket(one.pid));
      const { time, loginGap, rulesUnread } = status?.here === true && pid === status.pid ? status : {};
      return { pid, here: true, writes, captures, time, loginGap, rulesUnread, holds };
    });
  if (found.length === 0) return status === undefined ? [] : unseen(status, Date.now());
  const holders = found.filter(({ holds }) => holds);
  return holders.length > 0 ? holders : found;
}

/** What is fresh was written by somebody (milliseconds): the status is written every 5 s. */
const fresh = 30_000;

/** A sentry whose process cannot be seen from here, by a status that was written less than 30 s before or after `now`. */
export const unseen = ({ pid, time, log, loginGap, rulesUnread }: StatusFile, now: number): SentryFacts[] =>
  time !== undefined && Math.abs(now - time) < fresh && log !== undefined
    ? [{ pid, here: false, writes: [log], captures: true, time, loginGap, rulesUnread }]
    : [];

const parentOf = (pid: number): number =>
  Number(/^PPid:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);

/** The last column of /proc/net/packet is the inode of the socket. */
function hasPacketSocket(pid: number): boolean {
  const own = socketsOf(pid);
  const rows = textOf('/proc/net/packet').trim().split('\n').slice(1);
  return rows.some(row => own.has(row.trim().split(/\s+/).at(-1) ?? ''));
}
