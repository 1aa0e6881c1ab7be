import type { Config } from '../config/schema/schema.ts';
import { openedPorts } from '../config/watched.ts';
import { type PortRange, parsePortRanges, portsIn, rangesOfPorts } from '../net/ports.ts';
import type { Protocol } from '../probe.ts';
import { ephemeralPorts } from '../sys/ports/port-range.ts';
import type { Hooks } from './trap/kernel/hooks.ts';

/** How the ports that answer are watched: by one socket for all of them, or by one each, and why. */
export interface Way {
  /** Undefined where the kernel has taken the one socket. */
  readonly whyNoTrap: string | undefined;
  /** Why programs that take a port are noticed by looks at the kernel's sockets alone; undefined where they are at once. */
  readonly whyNoHooks: string | undefined;
}

/** The ports of a config, by the way in which they are watched. */
export interface Split {
  readonly trapped: Readonly<Record<Protocol, readonly number[]>>;
  /** As port lists. */
  readonly real: Readonly<Record<Protocol, string>>;
  /** Ports of ranges that are left to clients of this host, since nobody tells when one listens there. */
  readonly leftOut: readonly number[];
}

/** What the trap can do here. */
export interface Able {
  readonly hooks: Pick<Hooks, 'listen'>;
  readonly byInterface: boolean;
}

/**
 * Which way the ports go. Real sockets serve without a trap, where it cannot tell the interfaces apart that are named, for
 * an answer by UDP, which must leave from the port that was asked, and for UDP ports that the kernel gives to clients: a
 * bound one is given to none.
 */
export function splitPorts(config: Config, trap: Able | undefined, client = ephemeralPorts()): Split {
  const { tcp, udp } = openedPorts(config);
  if (trap === undefined || !(trap.byInterface || config.interfaces.includes('*')))
    return { trapped: { tcp: [], udp: [] }, real: { tcp, udp }, leftOut: [] };
  const { kept, leftOut } = trap.hooks.listen
    ? { kept: parsePortRanges(tcp), leftOut: [] }
    : withoutClients(tcp, client);
  const isReal = (port: number): boolean =>
    (config.udp.banner && config.banner !== '') || isWithin(client, port);
  const datagrams = portsIn(parsePortRanges(udp));
  return {
    trapped: { tcp: portsIn(kept), udp: datagrams.filter(port => !isReal(port)) },
    real: { tcp: '', udp: listOf(datagrams.filter(isReal)) },
    leftOut,
  };
}

const isWithin = ([first, last]: PortRange, port: number): boolean => first <= port && port <= last;

/** Takes the ports of clients out of ranges; a port that is listed by itself stays. */
function withoutClients(list: string, client: PortRange): { kept: PortRange[]; leftOut: number[] } {
  const ranges = parsePortRanges(list);
  const singles = ranges.filter(([first, last]) => first === last);
  const named = new Set(portsIn(singles));
  const wide = portsIn(ranges.filter(([first, last]) => first !== last));
  const leftOut = wide.filter(port => isWithin(client, port) && !named.has(port));
  const kept = rangesOfPorts(wide.filter(port => !isWithin(client, port)));
  return { kept: [...kept, ...singles], leftOut };
}

const listOf = (ports: readonly number[]): string =>
  rangesOfPorts(ports)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
    .join(',');

/** One sentence on the way, for people. */
export function wayText({ whyNoTrap, whyNoHooks }: Way): string {
  if (whyNoTrap !== undefined)
    return `each port has a socket of its own, which a service that starts later finds in use: ${whyNoTrap}`;
  const all = 'one socket sees all ports, and a service that starts later has its port';
  return whyNoHooks === undefined
    ? all
    : `${all}, but may miss clients of its first seconds, who are never named: ${whyNoHooks}`;
}
