import { type Address, isIPv4 } from '../net/address.ts';
import type { SocketEntry } from '../sys/inet-diag.ts';
import { createQuarantine, quietTime } from './quarantine.ts';

/** How long the port of a connection or question of ours is left alone, in milliseconds: TCP's 2 MSL (RFC 9293, 3.4.2). */
export const answerTime = 2 * 60_000;
/** Keys of address and port, and ports: more than a host has at once. */
const bound = 65_536;

/** What one protocol's sockets hold, or held lately. Times are milliseconds of one clock. */
export interface PortTable {
  /** All that there is now: sockets of services, and the ports of clients. */
  note(services: readonly SocketEntry[], clients: ReadonlySet<number>, now: number): void;
  /** A service was found at this one place. */
  sawService(target: Address, port: number, now: number): void;
  /** A client of ours was found at this port. */
  sawClient(port: number, now: number): void;
  /** A service holds this address and port, or did within the last 10 minutes. */
  holds(target: Address, port: number): boolean;
  /** As `holds`, on any address. */
  holdsPort(port: number): boolean;
  /** As `holds`, on every address of both families. */
  holdsEverywhere(port: number): boolean;
  /** A client of ours uses this port, or did within the last two minutes. */
  usedLately(port: number): boolean;
}

export function createPortTable(): PortTable {
  const places = createQuarantine<string>(quietTime, bound);
  const ports = createQuarantine<number>(quietTime, bound);
  const clients = createQuarantine<number>(answerTime, bound);
  const sawAll = <K>(
    into: ReturnType<typeof createQuarantine<K>>,
    keys: ReadonlySet<K>,
    now: number,
  ): void => {
    for (const key of keys) into.saw(key, now);
    into.refresh(keys, now);
  };
  return {
    note: (services, clientPorts, now) => {
      sawAll(places, new Set(services.flatMap(keysOf)), now);
      sawAll(ports, new Set(services.map(entry => entry.port)), now);
      sawAll(clients, clientPorts, now);
    },
    sawService: (target, port, now) => {
      places.saw(keyOf(target, port), now);
      ports.saw(port, now);
    },
    sawClient: (port, now) => clients.saw(port, now),
    holds: (target, port) =>
      places.holds(keyOf(target, port)) || places.holds(keyOf(isIPv4(target) ? any4 : any6, port)),
    holdsPort: port => ports.holds(port),
    holdsEverywhere: port => [any4, any6].every(address => places.holds(keyOf(address, port))),
    usedLately: port => clients.holds(port),
  };
}

const any4: Address = [0, 0, 0xffff, 0];
const any6: Address = [0, 0, 0, 0];
const keyOf = (address: Address, port: number): string => `${address.join(' ')} ${port}`;

/** :: takes IPv4 as well unless the kernel says that it does not. */
function keysOf({ address, port, v6only }: SocketEntry): string[] {
  const isAny6 = address.every(word => word === 0);
  return isAny6 && v6only !== true ? [keyOf(any6, port), keyOf(any4, port)] : [keyOf(address, port)];
}
