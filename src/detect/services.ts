import { type Address, isIPv4 } from '../net/address.ts';
import type { Protocol } from '../probe.ts';
import type { Arrival, SocketEntry } from '../sys/inet-diag.ts';
import type { Snapshot, SocketSource } from '../sys/socket-source.ts';
import { createQuarantine, type Quarantine, quietTime } from './quarantine.ts';

/** How often `tick` looks, in milliseconds, unless a look costs more than 2 % of that: a service that lived shorter and was not touched leaves no trace. */
export const lookEvery = 5000;
/** The least time between two looks that probes bring about, in milliseconds. */
export const lookPause = 100;
/** Looks take at most one part in so many of the time, however many sockets there are. */
const lookShare = 50;
/** Exact questions a second, 10 us each: a flood of probes costs 2 % of a CPU, and a look answers the rest. */
export const questionsPerSecond = 2000;
/** How long the port of a connection or question of ours is left alone, in milliseconds: TCP's 2 MSL (RFC 9293, 3.4.2). */
export const answerTime = 2 * 60_000;
/** Keys of address and port, and ports: more than a host has at once. */
const bound = 65_536;

/** Which ports local sockets hold, or held lately. Times are milliseconds of one clock. */
export interface Services {
  /** Looks if it is time to. */
  tick(now: number): void;
  /** A service holds this address and port, or did within the last 10 minutes. */
  holds(protocol: Protocol, target: Address, port: number): boolean;
  /** As `holds`, on any address. */
  holdsPort(protocol: Protocol, port: number): boolean;
  /** As `holds`, on every address of both families. */
  holdsEverywhere(protocol: Protocol, port: number): boolean;
  /** How often it has looked: what it answers changes with a look only, and with what `owned` finds. */
  readonly looks: number;
  /** A socket of ours that is no service used this port lately, as a client does. */
  usedLately(protocol: Protocol, port: number): boolean;
  /** Asks the kernel whether any socket would get this packet; what it finds is remembered. */
  owned(protocol: Protocol, arrival: Arrival, now: number): boolean;
  /** Looks again unless that was just done, for a question that only a look can answer. */
  lookAgain(now: number): void;
}

/** What the cache leaves out: sockets of portjail's own, such as decoys. */
export type IsOwn = (protocol: Protocol, port: number) => boolean;

/**
 * `client` says whether a bound UDP port is a client's (it lies in the ephemeral range): it counts as a question of ours,
 * not as a service that will be back.
 */
export function createServices(
  source: SocketSource,
  isOwn: IsOwn,
  client: (port: number) => boolean,
): Services {
  const tables = { tcp: table(), udp: table() };
  const spend = budget(questionsPerSecond);
  let looked = Number.NEGATIVE_INFINITY;
  let pause = lookPause;
  let looks = 0;

  const look = (now: number): void => {
    const snapshot = source.snapshot();
    looked = now;
    looks++;
    pause = Math.max(lookPause, snapshot.took * lookShare);
    const services = (protocol: Protocol): SocketEntry[] =>
      snapshot[protocol].filter(entry => !isOwn(protocol, entry.port));
    note(tables.tcp, services('tcp'), snapshot.connections, now);
    const questions = services('udp').filter(entry => isClient(entry, client));
    const ports = new Set(questions.map(entry => entry.port));
    note(
      tables.udp,
      services('udp').filter(entry => !ports.has(entry.port)),
      ports,
      now,
    );
  };
  // A clock that went back must not stop the looks.
  const isDue = (now: number, every: number): boolean => now - looked >= every || now < looked;

  const services: Services = {
    tick: now => {
      if (isDue(now, Math.max(lookEvery, pause))) look(now);
    },
    holds: (protocol, target, port) =>
      tables[protocol].places.holds(keyOf(target, port)) ||
      tables[protocol].places.holds(keyOf(isIPv4(target) ? any4 : any6, port)),
    holdsPort: (protocol, port) => tables[protocol].ports.holds(port),
    holdsEverywhere: (protocol, port) =>
      [any4, any6].every(address => tables[protocol].places.holds(keyOf(address, port))),
    get looks() {
      return looks;
    },
    usedLately: (protocol, port) => tables[protocol].clients.holds(port),
    owned: (protocol, arrival, now) => {
      if (isOwn(protocol, arrival.port)) return false;
      const answer = spend(now) ? source.owned(protocol, arrival) : undefined;
      if (answer === undefined) {
        services.lookAgain(now);
        return (
          services.holds(protocol, arrival.target, arrival.port) ||
          services.usedLately(protocol, arrival.port)
        );
      }
      if (answer) remember(tables[protocol], arrival, now, client);
      return answer;
    },
    lookAgain: now => {
      if (isDue(now, pause)) look(now);
    },
  };
  return services;
}

interface Table {
  /** Address and port of services. */
  readonly places: Quarantine<string>;
  /** Their ports alone. */
  readonly ports: Quarantine<number>;
  /** Ports of clients. */
  readonly clients: Quarantine<number>;
}

const table = (): Table => ({
  places: createQuarantine(quietTime, bound),
  ports: createQuarantine(quietTime, bound),
  clients: createQuarantine(answerTime, bound),
});

function note(
  into: Table,
  services: readonly SocketEntry[],
  clients: Snapshot['connections'],
  now: number,
): void {
  const places = new Set(services.flatMap(keysOf));
  const ports = new Set(services.map(entry => entry.port));
  for (const key of places) into.places.saw(key, now);
  for (const port of ports) into.ports.saw(port, now);
  for (const port of clients) into.clients.saw(port, now);
  into.places.refresh(places, now);
  into.ports.refresh(ports, now);
  into.clients.refresh(clients, now);
}

/** The kernel only said that there is a socket: a listener where strangers may knock, or this very conversation. */
function remember(
  { places, ports, clients }: Table,
  { target, port }: Arrival,
  now: number,
  client: (port: number) => boolean,
): void {
  if (client(port)) {
    clients.saw(port, now);
    return;
  }
  // A connection of ours from a low port (NFS) is remembered as a service: the safe side.
  places.saw(keyOf(target, port), now);
  ports.saw(port, now);
}

const isClient = (entry: SocketEntry, client: (port: number) => boolean): boolean =>
  entry.peerPort !== 0 || client(entry.port);

const any4: Address = [0, 0, 0xffff, 0];
const any6: Address = [0, 0, 0, 0];
const keyOf = (address: Address, port: number): string => `${address.join(' ')} ${port}`;

/** :: takes IPv4 as well unless the kernel says that it does not. */
function keysOf({ address, port, v6only }: SocketEntry): string[] {
  const isAny6 = address.every(word => word === 0);
  return isAny6 && v6only !== true ? [keyOf(any6, port), keyOf(any4, port)] : [keyOf(address, port)];
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
