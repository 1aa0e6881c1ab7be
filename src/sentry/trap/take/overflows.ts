import { readFileSync } from 'node:fs';
import { droppedBy, type OwnSocket } from './sockets.ts';

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

/**
 * Counts the connections and datagrams that our own sockets had no room for, since it was last asked. A listener's own
 * counter knows every segment that came to nothing, the reset behind a half-open scan too (discard_and_relse in
 * net/ipv4/tcp_ipv4.c); the one of full queues knows every listener: what both have is ours.
 */
export function createDrops(
  sockets: readonly OwnSocket[],
  read: (fd: number) => number = droppedBy,
  overflows: () => number = listenOverflows,
): () => number {
  const known = new Map<() => number, number>();
  // The kernel may take one back for a while, below 0 too: what counts is a new height.
  const rise = (counter: () => number): number => {
    const [now, before] = [counter(), known.get(counter) ?? 0];
    known.set(counter, Math.max(now, before));
    return Math.max(0, now - before);
  };
  const of = (protocol: OwnSocket['protocol']): (() => number)[] =>
    sockets
      .filter(socket => socket.protocol === protocol)
      .map(
        ({ fd }) =>
          () =>
            read(fd),
      );
  const [tcp, udp] = [of('tcp'), of('udp')];
  const sum = (counters: readonly (() => number)[]): number =>
    counters.reduce((all, counter) => all + rise(counter), 0);
  rise(overflows);
  return () => Math.min(sum(tcp), rise(overflows)) + sum(udp);
}
