import type { PortTable, Resting, ServicePort } from '../../detect/watch/port-table.ts';
import { createQuarantine } from '../../detect/watch/quarantine.ts';
import { formatAddress } from '../../net/address.ts';
import type { Protocol } from '../../probe.ts';
import { AF_INET, AF_INET6 } from '../../sys/abi.ts';
import { close, SystemError } from '../../sys/libc.ts';
import { createPoller } from '../../sys/poller.ts';
import { portsInUse } from '../../sys/ports/ports-in-use.ts';
import { createNeighbours, type Neighbours } from './neighbours.ts';
import { createDrops } from './overflows.ts';
import type { Endpoint } from './sockaddr.ts';

/** How one protocol opens a socket, and what is done when it is readable. */
export interface Opener {
  readonly protocol: Protocol;
  readonly open: (endpoint: Endpoint, family: number) => number;
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
  update(wanted: readonly Endpoint[], now: number, spare: number): Refused;
  /** Whether one is open on this port. */
  has(port: number): boolean;
  /** Looks again who is there beside our listeners. */
  look(now: number): void;
  /** The services beside our listeners. */
  readonly services: PortTable;
  /** Ports that were wanted and are not open because their service has gone only lately. */
  resting(now: number): Resting[];
  /** Connections or datagrams that the kernel had no room for since this was last asked; to be asked when all is closed too. */
  drops(): number;
  readonly size: number;
  close(): void;
}

/** @param known what services held before a restart, with ages as of now */
export function createListeners(opener: Opener, known: readonly ServicePort[], now: number): Listeners {
  const poller = createPoller();
  const sockets = new Map<string, { fd: number; endpoint: Endpoint }>();
  const neighbours = createNeighbours(opener.protocol);
  const quarantine = createQuarantine();
  const drops = createDrops(opener.protocol);
  /** The ports of our sockets, and wanted ones that were left to their services. */
  let [own, left] = [new Set<number>(), new Set<number>()];
  neighbours.services.recall(known, now);

  const shut = (key: string, fd: number): void => {
    poller.remove(fd);
    drops.remove(fd);
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
      [...sockets.values()].map(({ endpoint }) => endpoint),
      time,
    );
  const tryOpen = (endpoint: Endpoint, refused: Refused, time: number): void => {
    try {
      const fd = openEither(opener, endpoint);
      watch(fd, endpoint.port);
      drops.add(fd);
      sockets.set(keyOf(endpoint), { fd, endpoint });
    } catch (error) {
      const code = error instanceof SystemError ? error.code : String(error);
      if (code === 'EADDRINUSE') quarantine.saw(endpoint.port, time);
      note(refused, endpoint.port, code);
    }
  };
  return {
    update: (wanted, time, spare) => {
      const refused: Refused = { busy: [], forbidden: [], beyond: [], notYet: [], failed: [] };
      look(time);
      if (quarantine.size() > 0) quarantine.refresh(portsInUse(opener.protocol), time);
      const endpoints = wanted.flatMap(endpoint => leftBy(neighbours, endpoint, refused));
      const keys = new Set(endpoints.map(keyOf));
      for (const [key, { fd }] of sockets) if (!keys.has(key)) shut(key, fd);
      let room = spare;
      for (const endpoint of endpoints.filter(candidate => !sockets.has(keyOf(candidate)))) {
        // A service on loopback alone has its port in use, and it is no service's on the other addresses.
        if (quarantine.holds(endpoint.port) && !neighbours.isShared(endpoint.port))
          refused.busy.push(endpoint.port);
        else if (room-- <= 0) refused.beyond.push(endpoint.port);
        else tryOpen(endpoint, refused, time);
      }
      own = new Set([...sockets.values()].map(({ endpoint }) => endpoint.port));
      left = new Set(refused.busy);
      return refused;
    },
    has: port => own.has(port),
    look,
    services: neighbours.services,
    resting: time => neighbours.services.resting(time).filter(({ port }) => left.has(port)),
    drops: () => drops.take(),
    get size() {
      return sockets.size;
    },
    close: () => {
      // Whoever has finished a handshake until now is told.
      poller.drain();
      for (const [key, { fd }] of sockets) shut(key, fd);
      poller.close();
    },
  };
}

function leftBy(neighbours: Neighbours, endpoint: Endpoint, refused: Refused): readonly Endpoint[] {
  const endpoints = neighbours.leave(endpoint);
  if (endpoints.length === 0) refused.busy.push(endpoint.port);
  return endpoints;
}

/** An interface that has come back, or has another name, is another one. */
const keyOf = ({ address, port, scope, device }: Endpoint): string =>
  `${formatAddress(address)}%${device === undefined ? scope : `${device.name}%${device.index}`} ${port}`;

/** One dual-stack socket serves both families; a kernel without IPv6 gets an IPv4 socket. */
function openEither(opener: Opener, endpoint: Endpoint): number {
  try {
    return opener.open(endpoint, AF_INET6);
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== 'EAFNOSUPPORT') throw error;
    return opener.open(endpoint, AF_INET);
  }
}

function note(refused: Refused, port: number, code: string): void {
  if (code === 'EADDRINUSE') refused.busy.push(port);
  else if (code === 'EACCES' || code === 'EPERM') refused.forbidden.push(port);
  else if (code === 'EMFILE' || code === 'ENFILE') refused.beyond.push(port);
  else if (code === 'EADDRNOTAVAIL' || code === 'ENODEV') refused.notYet.push(port);
  else refused.failed.push([port, code]);
}
