import { type Address, isLoopback } from '../../net/address.ts';
import type { SocketEntry } from '../../sys/netlink/inet-diag.ts';
import { createQuarantine, quietTime } from './quarantine.ts';

/** How long a port is left alone whose socket was seen for a moment, as a resolver has one for each question (milliseconds). */
export const passingTime = 30_000;

/** Ports in each memory: all that there are. */
const bound = 65_536;

/** The port of a service, and how long ago (milliseconds) it was last seen there. */
export interface ServicePort {
  readonly port: number;
  /** On loopback, or on an address that is not. */
  readonly inside: boolean;
  readonly age: number;
}

/** A port that rests: its service has gone, and for how long (milliseconds) it is still left alone. */
export interface Resting {
  readonly port: number;
  readonly left: number;
}

/**
 * What one protocol's sockets hold, or held lately. Times are milliseconds of one clock.
 *
 * A port belongs to its service in both families and on every address, though the service listen on one of them alone: a
 * client that has two addresses for its server tries IPv6 first and falls back (RFC 8305). What listens on loopback alone
 * serves nobody outside, and hides nothing there.
 */
export interface PortTable {
  /**
   * All that there is now: sockets of services, and those that may as well be a client's, which hold their port while they
   * are there and `passingTime` longer.
   */
  note(services: readonly SocketEntry[], now: number, passing?: readonly SocketEntry[]): void;
  /** A service was found at this one place. */
  sawService(target: Address, port: number, now: number): void;
  /** As `sawService`, of a socket that may be a client's. */
  sawPassing(target: Address, port: number, now: number): void;
  /** Something was found to serve this port outside that no socket here holds. */
  sawOutside(port: number, now: number): void;
  /** What came to this address and port went to a service, or would have within the last 10 minutes. */
  holds(target: Address, port: number): boolean;
  /** A service holds this port on an address that is not loopback, or did within the last 10 minutes. */
  holdsOutside(port: number): boolean;
  /** As `holdsOutside`, on any address. */
  holdsPort(port: number): boolean;
  /** What services hold, or did within the last 10 minutes. */
  ports(now: number): ServicePort[];
  /** Takes over what `ports` said before a restart, with ages as of now; to be called before the first look. */
  recall(ports: readonly ServicePort[], now: number): void;
  /** The ports of services, loopback's left out, that the last look did not find any more. */
  resting(now: number): Resting[];
  /** Grows when `ports` has a port more or less. */
  changes(): number;
}

export function createPortTable(): PortTable {
  const outside = createQuarantine(quietTime, bound);
  const inside = createQuarantine(quietTime, bound);
  const passingOutside = createQuarantine(passingTime, bound);
  const passingInside = createQuarantine(passingTime, bound);
  let looked = Number.NEGATIVE_INFINITY;
  const holdsOutside = (port: number): boolean => outside.holds(port) || passingOutside.holds(port);
  const holdsInside = (port: number): boolean => inside.holds(port) || passingInside.holds(port);
  const isInside = ({ address }: Pick<SocketEntry, 'address'>): boolean => isLoopback(address);
  return {
    note: (services, now, passing = []) => {
      looked = now;
      sawAll(outside, portsOf(services.filter(entry => !isInside(entry))), now);
      sawAll(inside, portsOf(services.filter(isInside)), now);
      sawAll(passingOutside, portsOf(passing.filter(entry => !isInside(entry))), now);
      sawAll(passingInside, portsOf(passing.filter(isInside)), now);
    },
    sawService: (target, port, now) => (isLoopback(target) ? inside : outside).saw(port, now),
    sawPassing: (target, port, now) => (isLoopback(target) ? passingInside : passingOutside).saw(port, now),
    sawOutside: (port, now) => outside.saw(port, now),
    holds: (target, port) => holdsOutside(port) || (holdsInside(port) && isLoopback(target)),
    holdsOutside,
    holdsPort: port => holdsOutside(port) || holdsInside(port),
    ports: now => [...agesOf(outside, false, now), ...agesOf(inside, true, now)],
    recall: (ports, now) => {
      // The oldest first, since that is the order in which they make room.
      for (const { port, inside: within, age } of [...ports].sort((a, b) => b.age - a.age))
        (within ? inside : outside).saw(port, now - age);
    },
    resting: now =>
      [...outside.entries()]
        .filter(([, time]) => time < looked)
        .map(([port, time]) => ({ port, left: Math.max(0, quietTime - (now - time)) })),
    changes: () => outside.changes + inside.changes,
  };
}

type Ports = ReturnType<typeof createQuarantine>;

function sawAll(into: Ports, ports: ReadonlySet<number>, now: number): void {
  for (const port of ports) into.saw(port, now);
  into.refresh(ports, now);
}

const agesOf = (ports: Ports, inside: boolean, now: number): ServicePort[] =>
  [...ports.entries()].map(([port, time]) => ({ port, inside, age: Math.max(0, now - time) }));

const portsOf = (entries: readonly SocketEntry[]): Set<number> => new Set(entries.map(({ port }) => port));
