import type { SentryFacts } from '../facts.ts';
import { type Process, processesHere, socketsOf, textOf, writtenBy } from './processes.ts';
import { readStatusFile } from './status-file.ts';

/** The sentries that run here: `portjail run`, whoever holds the log open for writing, and who wrote the status. */
export function gatherSentries(log: string): SentryFacts[] {
  const status = readStatusFile();
  const all = processesHere();
  return all.flatMap(process => {
    const { pid } = process;
    const writes = writtenBy(pid);
    const named = isSentry(process) || pid === status?.pid;
    if (!named && !writes.some(({ path }) => path === log)) return [];
    const family = all.filter(one => one.pid === pid || parentOf(one.pid) === pid);
    const time = pid === status?.pid ? status.time : undefined;
    return [{ pid, writes, captures: family.some(one => hasPacketSocket(one.pid)), time }];
  });
}

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
