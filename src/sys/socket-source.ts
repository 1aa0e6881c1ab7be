import { type Arrival, type SocketEntry, states, type Transport } from './inet-diag.ts';
import { SystemError } from './libc.ts';
import { openSockDiag, type SockDiag } from './sock-diag.ts';
import { readSocketTables } from './socket-tables.ts';

/** What holds a port at one moment. */
export interface Snapshot {
  readonly tcp: readonly SocketEntry[];
  readonly udp: readonly SocketEntry[];
  /** Local ports of TCP sockets that do not listen, TIME_WAIT too, where nothing listens on that port. */
  readonly connections: ReadonlySet<number>;
  /** What the look cost, in milliseconds, so that who looks can keep to a share of the time. */
  readonly took: number;
}

/** Where the kernel's sockets are read: sock_diag(7), or its text tables where there is none. */
export interface SocketSource {
  readonly via: 'sock_diag' | 'tables';
  snapshot(): Snapshot;
  /** Whether a socket would get this packet; undefined when only a snapshot can tell. */
  owned(protocol: Transport, arrival: Arrival): boolean | undefined;
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
    get via() {
      return diag === undefined ? 'tables' : 'sock_diag';
    },
    snapshot: () => {
      const start = performance.now();
      const sockets = attempt(diagSockets) ?? tableSockets();
      return { ...sockets, took: performance.now() - start };
    },
    owned: (protocol, arrival) => attempt(ask => ask.owned(protocol, arrival)),
    close: () => {
      diag?.close();
      diag = undefined;
    },
  };
}

function diagSockets(diag: SockDiag): Omit<Snapshot, 'took'> {
  const tcp = diag.holders('tcp');
  return {
    tcp,
    udp: diag.holders('udp'),
    connections: diag.connectionPorts(states.all, portsOf(tcp)),
  };
}

/** The same from the text tables. */
export function tableSockets(): Omit<Snapshot, 'took'> {
  const rows = readSocketTables('tcp');
  const tcp = rows.filter(row => 1 << row.state === states.listen);
  const listening = portsOf(tcp);
  const others = rows.map(row => row.port).filter(port => !listening.has(port));
  return { tcp, udp: readSocketTables('udp'), connections: new Set(others) };
}

const portsOf = (sockets: readonly SocketEntry[]): Set<number> => new Set(sockets.map(({ port }) => port));
