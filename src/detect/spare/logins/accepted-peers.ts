import type { Address } from '../../../net/address.ts';
import type { Connection } from '../../../sys/netlink/inet-diag.ts';
import type { SockDiag } from '../../../sys/netlink/sock-diag.ts';
import { type Accepted, nameOf, parseAccepted } from './accepted.ts';

/** Who has logged in by sshd's own word, and still holds that very connection by the kernel's. */
export interface AcceptedPeers {
  /** Takes a message of sshd. */
  readonly heard: (message: string) => void;
  /** Throws SystemError when the kernel cannot be asked. */
  peers(): Address[];
}

/** Logins that wait for the next look, and connections that are watched; what comes when these are many is left out. */
export const mostHeard = 65_536;
export const mostWatched = 10_000;

/**
 * A login counts from the first look after it to the end of its connection; what then comes from the same port has
 * another connection. A look costs one question for each connection, and one walk through all for each new peer.
 */
export function createAcceptedPeers(
  kernel: Pick<SockDiag, 'connectionsWith' | 'isEstablished'>,
): AcceptedPeers {
  const heard = new Map<string, Accepted>();
  const watched = new Map<string, Connection>();
  return {
    heard: message => {
      const login = parseAccepted(message);
      if (login !== undefined && heard.size < mostHeard) heard.set(nameOf(login), login);
    },
    peers: () => {
      for (const [name, connection] of watched) if (!kernel.isEstablished(connection)) watched.delete(name);
      for (const [name, connection] of connectionsOf(heard, kernel))
        if (watched.size < mostWatched) watched.set(name, connection);
      heard.clear();
      return [...watched.values()].map(({ source }) => source);
    },
  };
}

/** The connections of those that were heard, as far as they are still there. */
function connectionsOf(
  heard: ReadonlyMap<string, Accepted>,
  kernel: Pick<SockDiag, 'connectionsWith'>,
): [name: string, connection: Connection][] {
  const peers = new Map([...heard.values()].map(({ peer }) => [peer.join(' '), peer]));
  return [...peers.values()]
    .flatMap(peer => kernel.connectionsWith(peer))
    .map((connection): [string, Connection] => [
      nameOf({ peer: connection.source, port: connection.sourcePort }),
      connection,
    ])
    .filter(([name]) => heard.has(name));
}
