import { AF_INET, AF_INET6 } from './abi.ts';
import { leastAge } from './connection-age.ts';
import {
  type Arrival,
  type Connection,
  connectionOf,
  dumpRequest,
  isMapped,
  ownerRequest,
  peerOf,
  portOf,
  type SocketEntry,
  socketEntry,
  stateOf,
  states,
  type Transport,
  type Words,
} from './inet-diag.ts';
import { SystemError } from './libc.ts';
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
  /** True when the kernel has a socket for this packet: a listener, a connection (TIME_WAIT too) or a UDP socket. */
  owned(protocol: Transport, arrival: Arrival): boolean;
  /**
   * True while a TCP connection with this host is established, whoever opened it. Those that are no longer established and
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
  /** The state of the socket that the kernel would give this packet to, as a bit of `states`; 0 when there is none. */
  const ownerState = (protocol: Transport, arrival: Arrival): number => {
    let state = 0;
    const errno = netlink.ask(SOCK_DIAG_BY_FAMILY, ownerRequest(protocol, arrival), (view, offset) => {
      state = stateOf(view, offset);
    });
    if (errno !== 0 && !isAbsent(netlinkErrorName(errno)))
      throw new SystemError('sock_diag', netlinkErrorName(errno));
    return state;
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
      const bytecode = outsidePorts(except);
      const onBody: OnBody = (view, offset) => ports.add(portOf(view, offset));
      dump('tcp', stateMask & ~states.listen, onBody, bytecode.length === 0 ? {} : { bytecode });
      return ports;
    },
    owned: (protocol, arrival) => ownerState(protocol, arrival) !== 0,
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
    isEstablished: connection => ownerState('tcp', connection) === states.established,
    peers: () => {
      const found: Words[] = [];
      dump('tcp', states.established, (view, offset) => found.push(peerOf(view, offset)));
      return found;
    },
    close: () => netlink.close(),
  };
}

/** An IPv4 peer may be that of an IPv6 socket; an IPv6 one is never that of an IPv4 socket. */
const familiesOf = (peer: Words): number[] => (isMapped(peer) ? [AF_INET, AF_INET6] : [AF_INET6]);

/** ENOENT: no such socket. EINVAL: no table for the family (a kernel without IPv6). */
const isAbsent = (code: string): boolean => code === 'ENOENT' || code === 'EINVAL';
