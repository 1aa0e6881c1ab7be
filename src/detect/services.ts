import type { Protocol } from '../probe.ts';
import type { Arrival, SocketEntry } from '../sys/inet-diag.ts';
import type { SocketSource } from '../sys/socket-source.ts';
import { createPortTable, type HeldPort, type PortTable } from './port-table.ts';

/**
 * How often `tick` looks, in milliseconds, unless a look costs more than 2 % of that: a service that lived shorter and was
 * not touched leaves no trace.
 */
export const lookEvery = 5000;
/** The least time between two looks that probes bring about, in milliseconds. */
export const lookPause = 100;
/** Looks take at most one part in so many of the time, however many sockets there are. */
const lookShare = 50;
/** Exact questions a second, 5 to 10 us each: a flood of probes costs 2 % of a CPU, and a look answers the rest. */
export const questionsPerSecond = 2000;

/** Which ports services hold or held within ten minutes, of each protocol, as it is kept over a restart. */
export type Held = Readonly<Record<Protocol, readonly HeldPort[]>>;
export const nothingHeld: Held = { tcp: [], udp: [] };

/** Which ports local sockets hold, or held lately. Times are milliseconds of one clock that is never set. */
export interface Services {
  /** What is known of each protocol. */
  readonly known: Readonly<Record<Protocol, PortTable>>;
  /** How often it has looked: what is known changes then, and with what `owned` finds. */
  readonly looks: number;
  /** Looks if it is time to. */
  tick(now: number): void;
  /** Looks again unless that was just done, for a question that only a look can answer. */
  lookAgain(now: number, pause?: number): void;
  /** Asks the kernel whether any socket would get this packet; what it finds is remembered. */
  owned(protocol: Protocol, arrival: Arrival, now: number): boolean;
}

/** What is left out: sockets of portjail's own, such as decoys. */
export type IsOwn = (protocol: Protocol, port: number) => boolean;

/**
 * `isClient` says whether a port is one that the kernel gives to clients (the ephemeral range): a UDP socket bound there
 * counts as a question of ours, not as a service that will be back.
 */
export function createServices(
  source: SocketSource,
  isOwn: IsOwn,
  isClient: (port: number) => boolean,
): Services {
  const known = { tcp: createPortTable(), udp: createPortTable() };
  const spend = budget(questionsPerSecond);
  const looker = createLooker(source, (snapshot, now) => {
    const isService = ({ port, peerPort }: SocketEntry): boolean => peerPort === 0 && !isClient(port);
    const questions = snapshot.udp.filter(entry => !isService(entry)).map(entry => entry.port);
    const isOther = (protocol: Protocol) => (entry: SocketEntry) => !isOwn(protocol, entry.port);
    known.tcp.note(snapshot.tcp.filter(isOther('tcp')), snapshot.connections, now);
    known.udp.note(snapshot.udp.filter(isService).filter(isOther('udp')), new Set(questions), now);
  });
  const isKnown = (table: PortTable, { target, port }: Arrival): boolean =>
    table.holds(target, port) || table.usedLately(port);
  const remember = (table: PortTable, { target, port }: Arrival, now: number): void => {
    // The kernel only said that there is a socket. From a low port (NFS) a client counts as a service: the safe side.
    if (isClient(port)) table.sawClient(port, now);
    else table.sawService(target, port, now);
  };
  return {
    known,
    get looks() {
      return looker.looks;
    },
    tick: now => looker.look(now, lookEvery),
    lookAgain: (now, pause = lookPause) => looker.look(now, pause),
    owned: (protocol, arrival, now) => {
      if (isOwn(protocol, arrival.port)) return false;
      const answer = spend(now) ? source.owned(protocol, arrival) : undefined;
      if (answer === true) remember(known[protocol], arrival, now);
      if (answer !== undefined) return answer;
      looker.look(now, lookPause);
      return isKnown(known[protocol], arrival);
    },
  };
}

interface Looker {
  /** Looks when the last look is at least `pause` milliseconds ago, and its cost has been made up for. */
  look(now: number, pause: number): void;
  readonly looks: number;
}

type OnSnapshot = (snapshot: ReturnType<SocketSource['snapshot']>, now: number) => void;

function createLooker(source: SocketSource, onSnapshot: OnSnapshot): Looker {
  let last = Number.NEGATIVE_INFINITY;
  let rest = 0;
  let looks = 0;
  return {
    look: (now, pause) => {
      // A clock that went back must not stop the looks.
      if (now >= last && now - last < Math.max(pause, rest)) return;
      const snapshot = source.snapshot();
      last = now;
      rest = snapshot.took * lookShare;
      looks++;
      onSnapshot(snapshot, now);
    },
    get looks() {
      return looks;
    },
  };
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
