import { isLogLock } from '../../log/lock-log.ts';
import { manyRest, socketsEach } from '../../status/caveats.ts';
import { type Written, writerOf } from '../../status/read.ts';
import { tooLong } from '../../status/silence.ts';
import { processesHere, socketsOf, textOf, writtenBy } from '../../sys/process/processes.ts';
import { isSentry } from '../../sys/process/sentry-process.ts';
import type { SentryFacts } from '../facts.ts';
import { namesOf } from './log.ts';

/**
 * The sentries that run here, by their command line: those that hold the log open for writing; where none does, every
 * one, and one whose process cannot be seen from here (a container's) by its status.
 */
export function gatherSentries(log: string, status: Written | undefined): SentryFacts[] {
  const all = processesHere();
  const names = namesOf(log);
  const found = all
    .filter(({ words }) => isSentry(words))
    .map(({ pid }) => {
      const writes = writtenBy(pid).filter(({ path }) => !isLogLock(path));
      const holds = writes.some(({ path }) => names.includes(path));
      const family = all.filter(one => one.pid === pid || parentOf(one.pid) === pid);
      const captures = family.some(one => hasPacketSocket(one.pid));
      return { pid, here: true, writes, captures, holds, ...saidBy(pid, status) };
    });
  if (found.length === 0) return unseen(status, Date.now());
  const holders = found.filter(({ holds }) => holds);
  return holders.length > 0 ? holders : found;
}

type Said = Pick<SentryFacts, 'time' | 'loginGap' | 'rulesUnread' | 'troubles' | 'socketsEach' | 'manyRest'>;

const nothing: Said = { time: undefined };

/** What a sentry that is seen here says of itself. */
const saidBy = (pid: number, found: Written | undefined): Said =>
  found !== undefined && found.status.pid === pid && writerOf(found) === 'here' ? said(found) : nothing;

const said = ({ status }: Written): Said => ({
  time: status.time,
  loginGap: status.loginGap ?? undefined,
  rulesUnread: status.rulesUnread,
  troubles: status.troubles,
  socketsEach: socketsEach(status),
  manyRest: manyRest(status),
});

/** One that is not seen from here, such as a container's: what is fresh was written by somebody. */
export function unseen(found: Written | undefined, now: number): SentryFacts[] {
  if (found === undefined || writerOf(found) !== 'unseen') return [];
  const { pid, time, log } = found.status;
  if (log === null || Math.abs(now - time) > tooLong) return [];
  const { file: path, device, inode } = log;
  return [{ pid, here: false, writes: [{ path, device, inode }], captures: true, ...said(found) }];
}

const parentOf = (pid: number): number =>
  Number(/^PPid:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);

/** The last column of /proc/net/packet is the inode of the socket. */
function hasPacketSocket(pid: number): boolean {
  const own = socketsOf(pid);
  const rows = textOf('/proc/net/packet').trim().split('\n').slice(1);
  return rows.some(row => own.has(row.trim().split(/\s+/).at(-1) ?? ''));
}
