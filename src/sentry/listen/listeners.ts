import type { HeldPort, PortTable, Resting } from '../../detect/watch/port-table.ts';
import { createQuarantine } from '../../detect/watch/quarantine.ts';
import { formatAddress } from '../../net/address.ts';
import type { Protocol } from '../../probe.ts';
import { AF_INET, AF_INET6 } from '../../sys/abi.ts';
import { close, SystemError } from '../../sys/libc.ts';
import { createPoller } from '../../sys/poller.ts';
import { portsInUse } from '../../sys/ports/ports-in-use.ts';
import { createNeighbours, type Neighbours } from './neighbours.ts';
import type { Place } from './sockaddr.ts';

/** How one protocol opens a socket, and what is done when it is readable. */
export interface Opener {
  readonly protocol: Protocol;
  readonly open: (place: Place, family: number) => number;
  /** False when the system was too short of something to take what is there. */
  readonly drain: (fd: number, port: number) => boolean;
}

/** What could not be opened, by port. */
export interface Refused {
  /** In use by a service. */
  readonly busy: number[];
  /** Below 1024 and no right to it. */
  readonly forbidden: number[];
  /** Beyond the descriptor limit. */
  readonly beyond: number[];
  /** At an address that cannot be used yet, as one of IPv6 that is tentative, or by an interface that has just gone. */
  readonly notYet: number[];
  /** Anything else, with the errno's name. */
  readonly failed: [port: number, code: string][];
}

export interface Listeners {
  /**
   * Opens what is wanted and not open, closes what is open and not wanted; at most `spare` new descriptors.
   * `now` is in milliseconds of any steady clock.
   */
  update(wanted: readonly Place[], now: number, spare: number): Refused;
  /** Whether one is open on this port. */
  has(port: number): boolean;
  /** Looks again who is there beside our listeners. */
  look(now: number): void;
  /** The services beside our listeners. */
  readonly services: PortTable;
  /** Ports that were wanted and are not open because their service has gone only lately. */
  resting(now: number): Resting[];
  readonly size: number;
  close(): void;
}

/** @param held what services held before a restart, with ages as of now */
export function createListeners(opener: Opener, held: readonly HeldPort[], now: number): Listeners {
  const poller = createPoller();
  const sockets = new Map<string, { fd: number; place: Place }>();
  const neighbours = createNeighbours(opener.protocol);
  const quarantine = createQuarantine<number>();
  /** The ports of our sockets, and wanted ones that were left to their services. */
  let [own, left] = [new Set<number>(), new Set<number>()];
  neighbours.services.recall(held, now);

  const shut = (key: string, fd: number): void => {
    poller.remove(fd);
    close(fd);
    sockets.delete(key);
  };
  /** A port that is open and not looked at would count as watched: rather none. */
  const watch = (fd: number, port: number): void => {
    try {
      poller.add(fd, () => opener.drain(fd, port));
    } catch (error) {
      close(fd);
      throw error;
    }
  };
  const look = (time: number): void =>
    neighbours.look(
      [...sockets.values()].map(({ place }) => place),
      time,
    );
  const tryOpen = (place: Place, refused: Refused, time: number): void => {
    try {
      const fd = openEither(opener, place);
      watch(fd, place.port);
      sockets.set(keyOf(place), { fd, place });
    } catch (error) {
      const code = error instanceof SystemError ? error.code : String(error);
      if (code === 'EADDRINUSE') quarantine.saw(place.port, time);
      note(refused, place.port, code);
    }
  };
  return {
    update: (wanted, time, spare) => {
      const refused: Refused = { busy: [], forbidden: [], beyond: [], notYet: [], failed: [] };
      look(time);
      if (quarantine.size > 0) quarantine.refresh(portsInUse(opener.protocol), time);
      const places = wanted.flatMap(place => leftBy(neighbours, place, refused));
      const keys = new Set(places.map(keyOf));
      for (const [key, { fd }] of sockets) if (!keys.has(key)) shut(key, fd);
      let room = spare;
      for (const place of places.filter(candidate => !sockets.has(keyOf(candidate)))) {
        // A service on loopback alone has its port in use, and it is no service's on the other addresses.
        if (quarantine.holds(place.port) && !neighbours.isShared(place.port)) refused.busy.push(place.port);
        else if (room-- <= 0) refused.beyond.push(place.port);
        else tryOpen(place, refused, time);
      }
      own = new Set([...sockets.values()].map(({ place }) => place.port));
      left = new Set(refused.busy);
      return refused;
    },
    has: port => own.has(port),
    look,
    services: neighbours.services,
    resting: time => neighbours.services.resting(time).filter(({ port }) => left.has(port)),
    get size() {
      return sockets.size;
    },
    close: () => {
      for (const [key, { fd }] of sockets) shut(key, fd);
      poller.close();
    },
  };
}

function leftBy(neighbours: Neighbours, place: Place, refused: Refused): readonly Place[] {
  const places = neighbours.leave(place);
  if (places.length === 0) refused.busy.push(place.port);
  return places;
}

/** An interface that has come back, or has another name, is another one. */
const keyOf = ({ address, port, scope, device }: Place): string =>
  `${formatAddress(address)}%${device === undefined ? scope : `${device.name}%${device.index}`} ${port}`;

/** One dual-stack socket serves both families; a kernel without IPv6 gets an IPv4 socket. */
function openEither(opener: Opener, place: Place): number {
  try {
    return opener.open(place, AF_INET6);
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== 'EAFNOSUPPORT') throw error;
    return opener.open(place, AF_INET);
  }
}

function note(refused: Refused, port: number, code: string): void {
  if (code === 'EADDRINUSE') refused.busy.push(port);
  else if (code === 'EACCES' || code === 'EPERM') refused.forbidden.push(port);
  else if (code === 'EMFILE' || code === 'ENFILE') refused.beyond.push(port);
  else if (code === 'EADDRNOTAVAIL' || code === 'ENODEV') refused.notYet.push(port);
  else refused.failed.push([port, code]);
}
