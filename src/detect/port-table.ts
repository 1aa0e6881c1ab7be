import { type Address, isLoopback } from '../net/address.ts';
import type { SocketEntry } from '../sys/inet-diag.ts';
import { createQuarantine, quietTime } from './quarantine.ts';

/** How long the port of a connection or question of ours is left alone, in milliseconds: TCP's 2 MSL (RFC 9293, 3.4.2). */
export const answerTime = 2 * 60_000;
/** Ports in each memory: all that there are. */
const bound = 65_536;

/**
 * What one protocol's sockets hold, or held lately. Times are milliseconds of one clock.
 *
 * A port belongs to its service in both families and on every address, though the service listen on one of them alone: a
 * client that has two addresses for its server tries IPv6 first and falls back (RFC 8305). What listens on loopback alone
 * serves nobody outside, and hides nothing there.
 */
export interface PortTable {
  /** All that there is now: sockets of services, and the ports of clients. */
  note(services: readonly SocketEntry[], clients: ReadonlySet<number>, now: number): void;
  /** A service was found at this one place. */
  sawService(target: Address, port: number, now: number): void;
  /** A client of ours was found at this port. */
  sawClient(port: number, now: number): void;
  /** What came to this address and port went to a service, or would have within the last 10 minutes. */
  holds(target: Address, port: number): boolean;
  /** A service holds this port on an address that is not loopback, or did within the last 10 minutes. */
  holdsOutside(port: number): boolean;
  /** As `holdsOutside`, on any address. */
  holdsPort(port: number): boolean;
  /** A client of ours uses this port, or did within the last two minutes. */
  usedLately(port: number): boolean;
}

export function createPortTable(): PortTable {
  const outside = createQuarantine<number>(quietTime, bound);
  const inside = createQuarantine<number>(quietTime, bound);
  const clients = createQuarantine<number>(answerTime, bound);
  const sawAll = (
    into: ReturnType<typeof createQuarantine<number>>,
    ports: ReadonlySet<number>,
    now: number,
  ): void => {
    for (const port of ports) into.saw(port, now);
    into.refresh(ports, now);
  };
  const isInside = ({ address }: Pick<SocketEntry, 'address'>): boolean => isLoopback(address);
  return {
    note: (services, clientPorts, now) => {
      sawAll(outside, portsOf(services.filter(entry => !isInside(entry))), now);
      sawAll(inside, portsOf(services.filter(isInside)), now);
      sawAll(clients, clientPorts, now);
    },
    sawService: (target, port, now) => (isLoopback(target) ? inside : outside).saw(port, now),
    sawClient: (port, now) => clients.saw(port, now),
    holds: (target, port) => outside.holds(port) || (inside.holds(port) && isLoopback(target)),
    holdsOutside: port => outside.holds(port),
    holdsPort: port => outside.holds(port) || inside.holds(port),
    usedLately: port => clients.holds(port),
  };
}

const portsOf = (entries: readonly SocketEntry[]): Set<number> => new Set(entries.map(({ port }) => port));
