import type { Service } from '../facts.ts';
import { socketsOf, textOf } from './processes.ts';

/** TCP_LISTEN, and the state that UDP sockets without a peer are shown in (TCP_CLOSE), of proc_net_tcp(5). */
const listening = { tcp: '0A', udp: '07' } as const;

/** Local ports that others than these processes listen on; not on loopback alone, which serves nobody outside. */
export function servicesBeside(sentries: readonly number[]): Service[] {
  const own = new Set(sentries.flatMap(pid => [...socketsOf(pid)]));
  return (['tcp', 'udp'] as const).flatMap(protocol =>
    ['', '6'].flatMap(family =>
      socketRows(textOf(`/proc/net/${protocol}${family}`))
        .filter(({ state, inode, isInside }) => state === listening[protocol] && !own.has(inode) && !isInside)
        .map(({ port }) => ({ protocol, port })),
    ),
  );
}

interface SocketRow {
  readonly port: number;
  readonly state: string;
  readonly inode: string;
  /** Its address is one of loopback. */
  readonly isInside: boolean;
}

/** 127.0.0.0/8, also in its mapped form, and ::1: each word of an address stands there from its last byte on. */
const loopback = /^(?:(?:0{16}FFFF0000)?[0-9A-F]{6}7F|0{24}01000000):/;

/** Rows of /proc/net/tcp: number, local address, remote one, state, five more, inode. */
export const socketRows = (text: string): SocketRow[] =>
  text
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const [, local = '', , state = '', , , , , , inode] = line.trim().split(/\s+/);
      const port = Number.parseInt(local.split(':')[1] ?? '', 16);
      return inode === undefined || Number.isNaN(port)
        ? []
        : [{ port, state, inode, isInside: loopback.test(local) }];
    });
