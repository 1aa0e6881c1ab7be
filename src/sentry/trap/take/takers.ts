import type { Report } from '../../../probe.ts';
import { takeHandshakes } from '../../sockets/handshakes.ts';
import type { Shared } from '../memory/shared.ts';
import { takeDatagrams } from './datagrams.ts';
import type { Partings } from './partings.ts';
import { backlog, type OwnSocket } from './sockets.ts';

/** Takes what waits at one socket, a burst at a time; false when the system is too short of something for that. */
export type Take = () => boolean;

/**
 * Reports what comes to a socket of ours. What came to a port that somebody has taken meanwhile, or that is no longer
 * watched, is not reported: its sender may mean the service.
 */
export function takerOf(
  { fd, protocol }: OwnSocket,
  { ports }: Pick<Shared, 'ports'>,
  partings: Partings,
  report: Report,
): Take {
  if (protocol === 'udp')
    return () =>
      takeDatagrams(fd, datagram => {
        if (ports.udp.isArmed(datagram.port))
          report({ ...datagram, protocol, kind: 'udp', evidence: 'packet' });
      });
  return () =>
    takeHandshakes(fd, burst, (connection, handshake) => {
      partings.part(connection, handshake.port, handshake.time);
      if (ports.tcp.isArmed(handshake.port))
        report({ ...handshake, protocol, kind: 'connect', evidence: 'handshake' });
    });
}

/** Takes as much as can have waited, and no more, for a flood has no end. */
export function takeAll(take: Take): void {
  for (let i = 0; i < backlog; i += burst) take();
}

/** What is taken at once, before others have their turn; of datagrams no less. */
const burst = 64;
