import { SystemError } from '../libc.ts';
import { type SocketEntry, states, type Transport } from '../netlink/inet-diag.ts';
import { openSockDiag, type SockDiag } from '../netlink/sock-diag.ts';
import { readSocketTables } from './socket-tables.ts';

/**
 * The local ports that the kernel shows in use. A TCP port in TIME_WAIT is free for us, since our listeners use
 * SO_REUSEADDR. Opens and closes a netlink socket; where sock_diag(7) is not to be had, reads the text tables.
 */
export const portsInUse = (protocol: Transport): Set<number> =>
  ask(
    diag => fromDiag(diag, protocol),
    () => fromTables(protocol),
  );

/** Every listening TCP socket, or every UDP socket, bound or connected; asked as `portsInUse` asks. */
export const portHolders = (protocol: Transport): readonly SocketEntry[] =>
  ask(
    diag => diag.holders(protocol),
    () => readSocketTables(protocol).filter(row => protocol === 'udp' || 1 << row.state === states.listen),
  );

function ask<T>(question: (diag: SockDiag) => T, otherwise: () => T): T {
  const diag = openSockDiag();
  if (diag === undefined) return otherwise();
  try {
    return question(diag);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return otherwise();
  } finally {
    diag.close();
  }
}

function fromDiag(diag: SockDiag, protocol: Transport): Set<number> {
  const ports = new Set(diag.holders(protocol).map(({ port }) => port));
  if (protocol === 'udp') return ports;
  const connections = diag.connectionPorts(states.all & ~states.timeWait, ports);
  return new Set([...ports, ...connections]);
}

function fromTables(protocol: Transport): Set<number> {
  const rows = readSocketTables(protocol).filter(
    row => !(protocol === 'tcp' && 1 << row.state === states.timeWait),
  );
  return new Set(rows.map(row => row.port));
}
