import { SystemError } from '../libc.ts';
import { type Arrival, type Owned, type SocketEntry, states, type Transport } from '../netlink/inet-diag.ts';
import { openSockDiag, type SockDiag } from '../netlink/sock-diag.ts';
import { readSocketTables } from './socket-tables.ts';

/** What holds a port at one moment. */
export interface Snapshot {
  readonly tcp: readonly SocketEntry[];
  readonly udp: readonly SocketEntry[];
  /** TCP sockets that do not listen, TIME_WAIT too, on wanted ports where nothing listens. */
  readonly connections: readonly SocketEntry[];
  /** Ports that began to listen, or were bound for UDP, since the snapshot before, however short; where somebody notes that. */
  readonly passed?: Readonly<Record<Transport, readonly number[]>>;
  /** What the look cost, in milliseconds, so that who looks can keep to a share of the time. */
  readonly took: number;
}

/** Where the kernel's sockets are read: sock_diag(7), or its text tables where there is none. */
export interface SocketSource {
  via(): 'sock_diag' | 'tables';
  /** @param isWanted local ports whose connections matter, all when it is left out */
  snapshot(isWanted?: IsWanted): Snapshot;
  /** Whether a socket would get this packet; undefined when only a snapshot can tell. */
  owned(protocol: Transport, arrival: Arrival): Owned | undefined;
  close(): void;
}

/** Opens the better one of the two. When sock_diag fails later it is given up for the tables. */
export function openSocketSource(): SocketSource {
  let diag = openSockDiag();
  const attempt = <T>(ask: (diag: SockDiag) => T): T | undefined => {
    if (diag === undefined) return undefined;
    try {
      return ask(diag);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      diag.close();
      diag = undefined;
      return undefined;
    }
  };
  return {
    via: () => (diag === undefined ? 'tables' : 'sock_diag'),
    snapshot: (isWanted = every) => {
      const start = performance.now();
      const sockets = attempt(ask => diagSockets(ask, isWanted)) ?? tableSockets(isWanted);
      return { ...sockets, took: performance.now() - start };
    },
    owned: (protocol, arrival) => attempt(ask => ask.owned(protocol, arrival)),
    close: () => {
      diag?.close();
      diag = undefined;
    },
  };
}

type IsWanted = (port: number) => boolean;
const every: IsWanted = () => true;

function diagSockets(diag: SockDiag, isWanted: IsWanted): Omit<Snapshot, 'took'> {
  const tcp = diag.holders('tcp');
  return { tcp, udp: diag.holders('udp'), connections: diag.connections(portsOf(tcp), isWanted) };
}

/** The same from the text tables. */
export function tableSockets(isWanted = every): Omit<Snapshot, 'took'> {
  const rows = readSocketTables('tcp');
  const tcp = rows.filter(row => 1 << row.state === states.listen);
  const listening = portsOf(tcp);
  const connections = rows.filter(({ port }) => !listening.has(port) && isWanted(port));
  return { tcp, udp: readSocketTables('udp'), connections };
}

const portsOf = (sockets: readonly SocketEntry[]): Set<number> => new Set(sockets.map(({ port }) => port));
