import { createPortTable, type PortTable } from '../../detect/watch/port-table.ts';
import { formatAddress } from '../../net/address.ts';
import type { Protocol } from '../../probe.ts';
import type { SocketEntry } from '../../sys/netlink/inet-diag.ts';
import { portHolders } from '../../sys/ports/ports-in-use.ts';
import { homesOutside } from './places.ts';
import { isWildcard, type Place } from './sockaddr.ts';

/** The services beside our listeners, and what they leave to us. */
export interface Neighbours {
  /** Looks who is there now; `own` are the places where listeners of ours are open. `now` as for `Listeners.update`. */
  look(own: readonly Place[], now: number): void;
  /**
   * Where to open in place of this one. Nowhere when a service has the port, in whichever family, or had it within ten
   * minutes; when it has it on loopback alone, on each of the other addresses of this moment, or of its interface, instead
   * of on all at once, which the kernel refuses.
   */
  leave(place: Place): readonly Place[];
  /** A service has the port on loopback, or had it within ten minutes. */
  isShared(port: number): boolean;
  /** What is known of them. */
  readonly services: PortTable;
}

export function createNeighbours(protocol: Protocol): Neighbours {
  const known = createPortTable();
  return {
    look: (own, now) => {
      const ours = ownerOf(own);
      // What is connected is the port of a question, not of a service.
      const services = portHolders(protocol).filter(entry => entry.peerPort === 0 && !ours(entry));
      known.note(services, now);
    },
    leave: place => {
      if (known.holds(place.address, place.port)) return [];
      if (!isWildcard(place) || !known.holdsPort(place.port)) return [place];
      return homesOutside(place.device?.name).map(home => ({ ...home, port: place.port }));
    },
    isShared: port => known.holdsPort(port),
    services: known,
  };
}

/** Tells our own sockets: the kernel lets nobody else to an address and port that one of them has. */
function ownerOf(own: readonly Place[]): (entry: SocketEntry) => boolean {
  const everywhere = new Set(own.filter(isWildcard).map(({ port }) => port));
  const textOf = ({ address, port }: Pick<Place, 'address' | 'port'>): string =>
    `${formatAddress(address)} ${port}`;
  const single = new Set(own.filter(place => !isWildcard(place)).map(textOf));
  return entry => everywhere.has(entry.port) || single.has(textOf(entry));
}
