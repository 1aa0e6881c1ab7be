import { hrtime } from 'node:process';
import type { Protocol } from '../../probe.ts';
import type { SocketSource } from '../../sys/ports/socket-source.ts';
import type { Ports } from './memory/ports.ts';

type HookedPorts = Pick<Ports, 'boundAt' | 'listenedAt' | 'boundSince' | 'listenedSince'>;

/**
 * A source of sockets that shows, beside those that there are, which ports began to listen or were bound for UDP since the
 * snapshot before, however short: a service that crashes between two looks has held its port too. The hooks tell the port
 * alone, and pass what is on loopback unless that is watched.
 */
export function hookedSource(
  source: SocketSource,
  ports: Readonly<Record<Protocol, HookedPorts>>,
  now = (): bigint => hrtime.bigint(),
): SocketSource {
  let since = now();
  /** Its client may come before the next snapshot. */
  const hasPassed = (protocol: Protocol, port: number): boolean => {
    const { tcp, udp } = ports;
    return (protocol === 'tcp' ? tcp.listenedAt(port) : udp.boundAt(port)) >= since;
  };
  return {
    via: () => source.via(),
    snapshot: isWanted => {
      const start = performance.now();
      const from = since;
      since = now();
      const snapshot = source.snapshot(isWanted);
      const passed = { tcp: ports.tcp.listenedSince(from), udp: ports.udp.boundSince(from) };
      return { ...snapshot, passed, took: performance.now() - start };
    },
    owned: (protocol, arrival) => hasPassed(protocol, arrival.port) || source.owned(protocol, arrival),
    close: () => source.close(),
  };
}
