import { AF_INET, AF_INET6 } from '../abi.ts';
import { SystemError } from '../libc.ts';
import { leastAge } from './connection-age.ts';
import {
  type Arrival,
  type Connection,
  cgroupOf,
  connectionOf,
  dumpRequest,
  isMapped,
  type Owned,
  ownerRequest,
  peerOf,
  peerPortOf,
  portOf,
  type SocketEntry,
  socketEntry,
  stateOf,
  states,
  type Transport,
  type Words,
} from './inet-diag.ts';
import { type Netlink, netlinkErrorName, type OnBody, openNetlink } from './netlink.ts';
import { isPeer } from './peer-bytecode.ts';
import { outsidePorts } from './port-bytecode.ts';

/** Questions to the kernel's socket tables, which need no right: sock_diag(7). */
export interface SockDiag {
  /** Every listening TCP socket, or every UDP socket, bound or connected. */
  holders(protocol: Transport): SocketEntry[];
  /**
   * Local ports of TCP sockets in the states of the mask, but for the ports in `except`. The kernel walks
   * all connections and hands over only those.
   */
  connectionPorts(stateMask: number, except: Iterable<number>): Set<number>;
  /** TCP sockets that do not listen, TIME_WAIT too, on wanted local ports but for those in `except`. */
  connections(except: Iterable<number>, isWanted: (port: number) => boolean): SocketEntry[];
  /**
   * Whether the kernel has a socket for this packet: true for a listener or an unconnected UDP socket, 'talks' for one
   * that is connected with its very sender (TIME_WAIT too).
   */
  owned(protocol: Transport, arrival: Arrival): Owned;
  /**
   * True while a TCP connection with this host is established, no matter who opened it. Those that are no longer established and
   * that the kernel still has are told.
   */
  connectedWith(peer: Words, onEnding?: OnEnding): boolean;
  /** Tells all those of every host. */
  endings(onEnding: OnEnding): void;
  /** Every established TCP connection with this host. */
  connectionsWith(peer: Words): Connection[];
  /** True while this very TCP connection is established. The kernel looks it up and walks through nothing. */
  isEstablished(connection: Connection): boolean;
  /** The other side of every established TCP connection; one that has several stands there as often. */
  peers(): Words[];
  /** The cgroups (v2) of the programs that made the listening TCP sockets and the UDP sockets; none before Linux 5.9. */
  cgroups(): Set<bigint>;
  close(): void;
}

/** What a dump is narrowed to, and whether it carries a struct tcp_info. */
interface Narrow {
  readonly bytecode?: Uint8Array;
  readonly families?: readonly number[];
  readonly info?: boolean;
}

/** A connection that has ended or is about to: its peer, the port here, `leastAge`. */
export type OnEnding = (peer: Words, port: number, age: number) => void;

type OwnerReader<T> = (view: DataView, offset: number) => T;

export const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;

/**
 * Opens it; undefined where the kernel has no such tables (no CONFIG_INET_DIAG or INET_UDP_DIAG, a seccomp filter). Its
 * functions throw SystemError when an exchange fails later.
 */
export function openSockDiag(): SockDiag | undefined {
  let netlink: Netlink | undefined;
  try {
    netlink = openNetlink(NETLINK_SOCK_DIAG);
    const diag = sockDiag(netlink);
    // A lookup says ENOENT for "no socket" and for "no such table" alike, so the tables are tried out first.
    diag.holders('tcp');
    diag.holders('udp');
    return diag;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    netlink?.close();
    return undefined;
  }
}

function sockDiag(netlink: Netlink): SockDiag {
  const dump = (protocol: Transport, mask: number, onBody: OnBody, narrow: Narrow = {}): void => {
    for (const family of narrow.families ?? [AF_INET, AF_INET6]) {
      const request = dumpRequest(family, protocol, mask, narrow.bytecode, narrow.info);
      const errno = netlink.dump(SOCK_DIAG_BY_FAMILY, request, onBody);
      // A kernel without IPv6 has no table for it, and so no port in use there.
      if (errno !== 0 && family === AF_INET) throw new SystemError('sock_diag', netlinkErrorName(errno));
    }
  };
  /** What `read` has of the socket that the kernel would give this packet to; `none` when there is no such socket. */
  const ownerOf = <T>(protocol: Transport, arrival: Arrival, none: T, read: OwnerReader<T>): T => {
    let found = none;
    const errno = netlink.ask(SOCK_DIAG_BY_FAMILY, ownerRequest(protocol, arrival), (view, offset) => {
      found = read(view, offset);
    });
    if (errno !== 0 && !isAbsent(netlinkErrorName(errno)))
      throw new SystemError('sock_diag', netlinkErrorName(errno));
    return found;
  };
  const dumpConnections = (mask: number, except: Iterable<number>, onBody: OnBody): void => {
    const bytecode = outsidePorts(except);
    dump('tcp', mask & ~states.listen, onBody, bytecode.length === 0 ? {} : { bytecode });
  };
  return {
    holders: protocol => {
      const found: SocketEntry[] = [];
      dump(protocol, protocol === 'tcp' ? states.listen : states.all, (view, offset, end) => {
        const entry = socketEntry(view, offset, end);
        // A UDP socket that has not sent yet is in the table without a port on some kernels.
        if (entry.port !== 0) found.push(entry);
      });
      return found;
    },
    connectionPorts: (stateMask, except) => {
      const ports = new Set<number>();
      dumpConnections(stateMask, except, (view, offset) => ports.add(portOf(view, offset)));
      return ports;
    },
    connections: (except, isWanted) => {
      const found: SocketEntry[] = [];
      const onBody: OnBody = (view, offset, end) => {
        if (isWanted(portOf(view, offset))) found.push(socketEntry(view, offset, end));
      };
      dumpConnections(states.all, except, onBody);
      return found;
    },
    owned: (protocol, arrival) => {
      const owner = ownerOf(protocol, arrival, nobody, ownerAt);
      if (owner === nobody || owner.port === arrival.port) return owner.owned;
      // A socket on another port stands for all of them (see sentry/trap): its program passes a question from port 0.
      const other = ownerOf(protocol, { ...arrival, sourcePort: 0 }, nobody, ownerAt);
      return other.port === arrival.port && other.owned;
    },
    connectedWith: (peer, onEnding = () => {}) => {
      let found = false;
      const onBody: OnBody = (view, offset, end) => {
        if (stateOf(view, offset) === states.established) found = true;
        else onEnding(peer, portOf(view, offset), leastAge(view, offset, end));
      };
      const narrow = { bytecode: isPeer(peer), info: true };
      for (const family of familiesOf(peer))
        if (!found)
          dump('tcp', states.established | states.ending, onBody, { ...narrow, families: [family] });
      return found;
    },
    endings: onEnding => {
      const onBody: OnBody = (view, offset, end) =>
        onEnding(peerOf(view, offset), portOf(view, offset), leastAge(view, offset, end));
      dump('tcp', states.ending, onBody, { info: true });
    },
    connectionsWith: peer => {
      const found: Connection[] = [];
      const onBody: OnBody = (view, offset) => found.push(connectionOf(view, offset));
      dump('tcp', states.established, onBody, { bytecode: isPeer(peer), families: familiesOf(peer) });
      return found;
    },
    isEstablished: connection => ownerOf('tcp', connection, 0, stateOf) === states.established,
    peers: () => {
      const found: Words[] = [];
      dump('tcp', states.established, (view, offset) => found.push(peerOf(view, offset)));
      return found;
    },
    cgroups: () => {
      const found = new Set<bigint>();
      const onBody: OnBody = (view, offset, end) => {
        const cgroup = cgroupOf(view, offset, end);
        if (cgroup !== undefined) found.add(cgroup);
      };
      dump('tcp', states.listen, onBody);
      dump('udp', states.all, onBody);
      return found;
    },
    close: () => netlink.close(),
  };
}

/** Whose a packet is, and the port of that socket. */
interface Owner {
  readonly owned: Owned;
  readonly port: number;
}

const nobody: Owner = { owned: false, port: 0 };

const ownerAt: OwnerReader<Owner> = (view, offset) => ({
  owned: peerPortOf(view, offset) === 0 ? true : 'talks',
  port: portOf(view, offset),
});

/** An IPv4 peer may be that of an IPv6 socket; an IPv6 one is never that of an IPv4 socket. */
const familiesOf = (peer: Words): number[] => (isMapped(peer) ? [AF_INET, AF_INET6] : [AF_INET6]);

/** ENOENT: no such socket. EINVAL: no table for the family (a kernel without IPv6). */
const isAbsent = (code: string): boolean => code === 'ENOENT' || code === 'EINVAL';
