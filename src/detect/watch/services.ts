import type { Address } from '../../net/address.ts';
import type { Kind, Protocol } from '../../probe.ts';
import type { Arrival, Owned, SocketEntry } from '../../sys/netlink/inet-diag.ts';
import type { SocketSource } from '../../sys/ports/socket-source.ts';
import type { Flow } from '../table/flow-key.ts';
import { type Asked, createAsked } from './asked.ts';
import { createPortTable, type PortTable, type ServicePort } from './port-table.ts';

/**
 * How often `tick` looks, in milliseconds, unless a look costs more than 2 % of that: a service that lived shorter and was
 * not touched leaves no trace.
 */
export const lookEvery = 5000;
/** The least time between two looks that probes bring about, in milliseconds. */
export const lookPause = 100;
/**
 * The same in a flood, when there are more probes than exact questions. A line waits for longer (a second), and what answers
 * meanwhile takes back what was counted of its client.
 */
export const floodPause = 500;
/** Looks take at most one part in so many of the time, however many sockets there are. */
const lookShare = 50;
/** Exact questions a second, 5 to 10 us each: a flood of probes costs 1 % of a CPU, and a look tells the rest. */
export const questionsPerSecond = 1000;

/** Which ports services hold or held within ten minutes, of each protocol, as it is kept over a restart. */
export type ServicePorts = Readonly<Record<Protocol, readonly ServicePort[]>>;
export const noServicePorts: ServicePorts = { tcp: [], udp: [] };

/** Which ports local sockets hold, or held lately, and whom they talk with. Times are milliseconds of one clock that is never set. */
export interface Services {
  /** What is known of each protocol. */
  readonly known: Readonly<Record<Protocol, PortTable>>;
  /** What this host asked, and holds conversations about. */
  readonly asked: Asked;
  /** How often it has looked: what is known changes then, and with what `owned` finds. */
  looks(): number;
  /** Looks if it is time to. */
  tick(now: number): void;
  /** Looks again unless that was just done, for a question that only a look can answer. */
  lookAgain(now: number, pause?: number): void;
  /** Asks the kernel whether any socket would get this packet; what it finds is remembered. */
  owned(arrival: Arriving, now: number): boolean;
}

/** A packet that came, with what it looks like where that is known. */
type Arriving = Arrival & Flow & { readonly kind?: Kind };

/** What is left out: sockets of portjail's own, such as decoys. */
export type IsOwn = (protocol: Protocol, port: number) => boolean;

/**
 * `isClient` says whether a port is one that the kernel gives to clients (the ephemeral range): a UDP socket bound there
 * is no service that will be back. `isWatched` says whether a conversation from a port is worth to be known.
 */
export function createServices(
  source: SocketSource,
  isOwn: IsOwn,
  isClient: (port: number) => boolean,
  isWatched: IsOwn = () => true,
): Services {
  const known = { tcp: createPortTable(), udp: createPortTable() };
  const asked = createAsked();
  const spend = budget(questionsPerSecond);
  const lasting = createLasting();
  const talk = (protocol: Protocol, entries: readonly SocketEntry[], now: number): void => {
    for (const { address, port, peer, peerPort } of entries) {
      if (peerPort !== 0 && isWatched(protocol, port))
        asked.note({ protocol, target: address, port, source: peer, sourcePort: peerPort }, now);
    }
  };
  const look = (): ReturnType<SocketSource['snapshot']> => source.snapshot(port => isWatched('tcp', port));
  const looker = createLooker(look, (snapshot, now) => {
    const isService = ({ port, peerPort }: SocketEntry): boolean => peerPort === 0 && !isClient(port);
    const isOther = (protocol: Protocol) => (entry: SocketEntry) => !isOwn(protocol, entry.port);
    known.tcp.note(snapshot.tcp.filter(isOther('tcp')), now);
    const datagrams = snapshot.udp.filter(isService).filter(isOther('udp'));
    const isLasting = lasting(datagrams, now);
    const [services, passing] = [datagrams.filter(isLasting), datagrams.filter(entry => !isLasting(entry))];
    known.udp.note(services, now, passing);
    for (const port of snapshot.passed?.tcp ?? []) if (!isOwn('tcp', port)) known.tcp.sawOutside(port, now);
    for (const port of snapshot.passed?.udp ?? [])
      if (!isOwn('udp', port) && !isClient(port)) known.udp.sawPassing(wildcard, port, now);
    talk('tcp', snapshot.connections, now);
    talk('udp', snapshot.udp, now);
  });
  const remember = (arrival: Arriving, owned: Owned, now: number): void => {
    const { protocol, target, port, kind } = arrival;
    // What let a SYN in serves; what else is connected may have asked, and so may a datagram socket of a client's.
    const asks =
      (owned === 'talks' && (kind !== 'syn' || isClient(port))) || (protocol === 'udp' && isClient(port));
    if (asks) asked.note(arrival, now);
    else if (protocol === 'tcp') known.tcp.sawService(target, port, now);
    else known.udp.sawPassing(target, port, now);
  };
  return {
    known,
    asked,
    looks: () => looker.looks,
    tick: now => looker.look(now, lookEvery),
    lookAgain: (now, pause = lookPause) => looker.look(now, pause),
    owned: (arrival, now) => {
      const { protocol } = arrival;
      if (isOwn(protocol, arrival.port)) return false;
      const mayAsk = spend(now);
      const answer = mayAsk ? source.owned(protocol, arrival) : undefined;
      if (answer !== undefined) {
        if (answer !== false) remember(arrival, answer, now);
        return answer !== false;
      }
      looker.look(now, mayAsk ? lookPause : floodPause);
      return known[protocol].holds(arrival.target, arrival.port) || asked.holds(arrival, now);
    },
  };
}

const wildcard: Address = [0, 0, 0, 0];

/**
 * Tells the UDP sockets of services from those of questions, of which a resolver has hundreds a second, each on a port of
 * chance: they are still there when the next look is due.
 */
function createLasting(): (sockets: readonly SocketEntry[], now: number) => (entry: SocketEntry) => boolean {
  let since = new Map<number, number>();
  return (sockets, now) => {
    since = new Map(sockets.map(({ port }) => [port, Math.min(since.get(port) ?? now, now)]));
    return ({ port }) => now - (since.get(port) ?? now) >= lookEvery;
  };
}

interface Looker {
  /** Looks when the last look is at least `pause` milliseconds ago, and its cost has been made up for. */
  look(now: number, pause: number): void;
  readonly looks: number;
}

type OnSnapshot = (snapshot: ReturnType<SocketSource['snapshot']>, now: number) => void;

function createLooker(take: SocketSource['snapshot'], onSnapshot: OnSnapshot): Looker {
  let last = Number.NEGATIVE_INFINITY;
  let rest = 0;
  const result = { looks: 0 };
  /** Apart from the question whether it is time, which every packet asks. */
  const lookNow = (now: number): void => {
    const snapshot = take();
    // Packets are told whole milliseconds: one of this very millisecond must not look as if the clock had gone back.
    last = Math.floor(now);
    // Whole as well: that says the same of whole times, and V8 need not compile the question anew for a fraction.
    rest = Math.ceil(snapshot.took * lookShare);
    result.looks++;
    onSnapshot(snapshot, now);
  };
  return Object.assign(result, {
    look: (now: number, pause: number): void => {
      // A clock that went back must not stop the looks.
      if (now < last || now - last >= Math.max(pause, rest)) lookNow(now);
    },
  });
}

/** Lets so many through in each second of the clock. */
function budget(perSecond: number): (now: number) => boolean {
  let second = 0;
  let spent = 0;
  return now => {
    const current = Math.floor(now / 1000);
    if (current !== second) [second, spent] = [current, 0];
    return ++spent <= perSecond;
  };
}
