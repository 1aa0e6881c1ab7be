import type { Transport } from '../netlink/inet-diag.ts';
import { processIds, socketsOf, textOf } from '../process/processes.ts';
import { isSentry } from '../process/sentry-process.ts';

/**
 * Who holds a port, as /proc/net/tcp and its like show it. Whose a socket is shows /proc/PID/fd, to root only: for anybody
 * else the sentry of another user is another program too.
 */

/** A port that a service listens on. */
export interface Service {
  readonly protocol: Transport;
  readonly port: number;
}

/** TCP_LISTEN, and the state that UDP sockets without a peer are shown in (TCP_CLOSE), of proc_net_tcp(5). */
const listening = { tcp: '0A', udp: '07' } as const;

/** The ports that listening TCP sockets or UDP sockets of other programs hold; a running sentry's own are no others. */
export function portsOfOthers(protocol: Transport): number[] {
  const own = socketsOfAll(sentries());
  const ports = rowsOf(protocol)
    .filter(({ inode, state }) => !own.has(inode) && (protocol === 'udp' || state === listening.tcp))
    .map(({ port }) => port);
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** Local ports that others than these processes listen on; not on loopback alone, which serves nobody outside. */
export function servicesBeside(pids: readonly number[]): Service[] {
  const own = socketsOfAll(pids);
  return (['tcp', 'udp'] as const).flatMap(protocol =>
    rowsOf(protocol)
      .filter(({ state, inode, isInside }) => state === listening[protocol] && !own.has(inode) && !isInside)
      .map(({ port }) => ({ protocol, port })),
  );
}

interface SocketRow {
  readonly port: number;
  readonly state: string;
  readonly inode: string;
  /** Its address is one of loopback. */
  readonly isInside: boolean;
}

/** A kernel without IPv6 has no table for it. */
const rowsOf = (protocol: Transport): SocketRow[] =>
  ['', '6'].flatMap(family => socketRows(textOf(`/proc/net/${protocol}${family}`)));

/** 127.0.0.0/8, also in its mapped form, and ::1: each word of an address stands there from its last byte on. */
const loopback = /^(?:(?:0{16}FFFF0000)?[0-9A-F]{6}7F|0{24}01000000):/;

/** Rows of a table as proc_net_tcp(5) has it: number, local address, remote one, state, five more, inode. */
export const socketRows = (text: string): SocketRow[] =>
  text.split('\n').flatMap(line => {
    const [, local = '', , state = '', , , , , , inode] = line.trim().split(/\s+/);
    const port = /^[0-9A-F]+:([0-9A-F]{4})$/.exec(local)?.[1];
    if (port === undefined || inode === undefined) return [];
    return [{ port: Number.parseInt(port, 16), state, inode, isInside: loopback.test(local) }];
  });

const sentries = (): number[] =>
  processIds().filter(pid => isSentry(textOf(`/proc/${pid}/cmdline`).split('\0')));

const socketsOfAll = (pids: readonly number[]): Set<string> =>
  new Set(pids.flatMap(pid => [...socketsOf(pid)]));
