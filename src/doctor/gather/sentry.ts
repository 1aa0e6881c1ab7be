import type { SentryFacts } from '../facts.ts';
import { type Process, processesHere, socketsOf, textOf, writtenBy } from './processes.ts';
import { readStatusFile, type StatusFile } from './status-file.ts';

/**
 * The sentries that run here: whoever holds the log open for writing; where nobody does, every `portjail run`, and one
 * whose process cannot be seen from here (a container's) by its status.
 */
export function gatherSentries(log: string, now: number): SentryFacts[] {
  const status = readStatusFile();
  const all = processesHere();
  const found = all.flatMap(process => {
    const { pid } = process;
    const writes = writtenBy(pid);
    const holds = writes.some(({ path }) => path === log);
    if (!holds && pid !== status?.pid && !isSentry(process)) return [];
    const family = all.filter(one => one.pid === pid || parentOf(one.pid) === pid);
    const { time, loginGap } = pid === status?.pid ? status : {};
    return [{ pid, writes, captures: family.some(one => hasPacketSocket(one.pid)), time, loginGap, holds }];
  });
  if (found.length === 0) return status === undefined ? [] : unseen(status, now);
  const holders = found.filter(({ holds }) => holds);
  return holders.length > 0 ? holders : found;
}

/** What is fresh was written by somebody. */
const fresh = 30_000;

const unseen = ({ pid, time, log, loginGap }: StatusFile, now: number): SentryFacts[] =>
  time !== undefined && now - time < fresh && log !== undefined
    ? [{ pid, writes: [log], captures: true, time, loginGap }]
    : [];

/** `node .../cli.js run ...` or `/usr/local/sbin/portjail run ...`. */
const isSentry = ({ words }: Process): boolean =>
  words.some((word, at) => /(?:^|\/)(?:portjail|cli\.js)$/.test(word) && words[at + 1] === 'run');

const parentOf = (pid: number): number =>
  Number(/^PPid:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);

/** The last column of /proc/net/packet is the inode of the socket. */
function hasPacketSocket(pid: number): boolean {
  const own = socketsOf(pid);
  const rows = textOf('/proc/net/packet').trim().split('\n').slice(1);
  return rows.some(row => own.has(row.trim().split(/\s+/).at(-1) ?? ''));
}
