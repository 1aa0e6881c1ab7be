import { hrtime } from 'node:process';
import type { Protocol } from '../../probe.ts';
import type { SocketEntry } from '../../sys/netlink/inet-diag.ts';
import type { SocketSource } from '../../sys/ports/socket-source.ts';
import { wildcard } from '../sockaddr.ts';
import type { Ports } from './memory/ports.ts';

/**
 * A source of sockets that shows, beside those that there are, what began to listen or was bound as UDP since the last
 * snapshot, however short it lived: a service that crashes between two looks has held its port too.
 */
export function hookedSource(
  source: SocketSource,
  ports: Readonly<Record<Protocol, Pick<Ports, 'boundSince' | 'listenedSince'>>>,
  now: () => bigint = hrtime.bigint,
): SocketSource {
  let since = now();
  return {
    get via() {
      return source.via;
    },
    snapshot: isWanted => {
      const start = performance.now();
      const from = since;
      since = now();
      const { tcp, udp, connections } = source.snapshot(isWanted);
      return {
        tcp: [...tcp, ...ports.tcp.listenedSince(from).map(socketOn)],
        udp: [...udp, ...ports.udp.boundSince(from).map(socketOn)],
        connections,
        took: performance.now() - start,
      };
    },
    owned: (protocol, arrival) => source.owned(protocol, arrival),
    close: () => source.close(),
  };
}

/** The hooks tell the port alone, and pass what is on loopback unless that is watched. */
const socketOn = (port: number): SocketEntry => ({
  address: wildcard,
  port,
  peer: wildcard,
  peerPort: 0,
  v6only: false,
});
