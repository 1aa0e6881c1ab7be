import { readFileSync } from 'node:fs';
import type { Protocol } from '../../probe.ts';
import { SK_MEMINFO_DROPS, SO_MEMINFO, SOL_SOCKET, skMeminfoWords } from '../../sys/abi.ts';
import { getsockopt } from '../../sys/libc.ts';

/** Connections or datagrams that sockets of ours had no room for. */
export interface Drops {
  add(fd: number): void;
  /** To be said before it is closed: what it has dropped until then counts. */
  remove(fd: number): void;
  /** How many since this was last asked. */
  take(): number;
}

/**
 * Counts what the queues of our own sockets had no room for. A listener's own counter knows every segment that came to
 * nothing, the reset behind a half-open scan too (discard_and_relse in net/ipv4/tcp_ipv4.c); the one of full queues knows
 * every listener of the namespace: of TCP, what both have is ours.
 */
export function createDrops(
  protocol: Protocol,
  read: (fd: number) => number = droppedBy,
  overflows: () => number = listenOverflows,
): Drops {
  const heights = new Map<number, number>();
  let overflown = protocol === 'tcp' ? overflows() : 0;
  let gone = 0;
  // The kernel may take one back for a while, below 0 too: what counts is a new height.
  const rise = (fd: number): number => {
    const [now, before] = [read(fd), heights.get(fd) ?? 0];
    if (now > before) heights.set(fd, now);
    return Math.max(0, now - before);
  };
  const riseOfOverflows = (): number => {
    const before = overflown;
    overflown = Math.max(before, overflows());
    return overflown - before;
  };
  return {
    add: fd => void heights.set(fd, 0),
    remove: fd => {
      if (heights.has(fd)) gone += rise(fd);
      heights.delete(fd);
    },
    take: () => {
      let all = gone;
      gone = 0;
      for (const fd of heights.keys()) all += rise(fd);
      return protocol === 'tcp' ? Math.min(all, riseOfOverflows()) : all;
    },
  };
}

/** How often a full queue of some listener of this network namespace let nobody in, of /proc/net/netstat. */
export function listenOverflows(text = netstat()): number {
  const [names = [], values = []] = text
    .split('\n')
    .filter(line => line.startsWith('TcpExt:'))
    .map(line => line.split(' '));
  return Number(values[names.indexOf('ListenOverflows')] ?? 0);
}

function netstat(): string {
  try {
    return readFileSync('/proc/net/netstat', 'latin1');
  } catch {
    return '';
  }
}

const memory = new Uint32Array(skMeminfoWords);
const memorySize = new Uint32Array(1);

/** Connections or datagrams that the kernel dropped since the socket was opened, as its signed counter says: socket(7). */
function droppedBy(fd: number): number {
  memorySize[0] = memory.byteLength;
  const done = getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, memorySize);
  return done === 0 ? (memory[SK_MEMINFO_DROPS] ?? 0) | 0 : 0;
}
