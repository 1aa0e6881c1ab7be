import { answering } from '../config/answering.ts';
import type { Config } from '../config/schema/schema.ts';
import type { Protocol } from '../probe.ts';
import { ephemeralPorts } from '../sys/ports/port-range.ts';
import type { Hooks } from './trap/kernel/hooks.ts';
import { whyRefused } from './trap/kernel/refusal.ts';
import { openTrap, type Trap } from './trap/trap.ts';

/** How the ports that answer are watched: by one socket for all of them, or by one each, and why. */
export interface Way extends WayTold {
  readonly trap: Trap | undefined;
  /** Whether loopback, and what comes from this host's own addresses, counts; real sockets do not tell it apart. */
  readonly loopback: boolean;
}

/** What people are told of it. */
export interface WayTold {
  /** Undefined where the kernel has taken the one socket. */
  readonly whyNoTrap: string | undefined;
  /** Why programs that take a port are noticed by looks at the kernel's sockets alone; undefined where they are at once. */
  readonly whyNoHooks: string | undefined;
}

/** Opens the one socket, which needs CAP_BPF and CAP_NET_ADMIN, where this kernel and these rights allow it. */
export function openWay(loopback = false): Way {
  let trap: Trap | undefined;
  const whyNoTrap = whyRefused(() => {
    trap = openTrap();
  });
  return { trap, loopback, whyNoTrap, whyNoHooks: trap?.hooks.why };
}

/** Real sockets for all ports. */
export const realWay = (whyNoTrap: string): Way => ({
  trap: undefined,
  loopback: false,
  whyNoTrap,
  whyNoHooks: undefined,
});

/** The ports of a config that answer, by the way in which they are watched. */
export interface Split {
  readonly trapped: PortsOf;
  readonly real: PortsOf;
  /** TCP ports that `unused` alone names: that a service has one is no fault. */
  readonly unused: ReadonlySet<number>;
  /** Whether the trap serves at all, for this config. */
  readonly isTrapped: boolean;
  /** TCP ports that are left to clients of this host. */
  readonly leftOut: readonly number[];
}

type PortsOf = Readonly<Record<Protocol, readonly number[]>>;

/** What the trap can do here. */
export interface Able {
  readonly hooks: Pick<Hooks, 'listen'>;
  readonly byInterface: boolean;
}

const none: PortsOf = { tcp: [], udp: [] };

/**
 * Which way the ports go. Real sockets serve without a trap, where it cannot tell the interfaces apart that are named, for
 * an answer by UDP, which must leave from the port that was asked, and for UDP ports that the kernel gives to clients: a
 * bound one is given to none.
 */
export function splitPorts(config: Config, trap: Able | undefined, clients = ephemeralPorts()): Split {
  const { interfaces, banner } = config;
  const serves = trap !== undefined && (trap.byInterface || interfaces.includes('*'));
  const isTold = serves && trap.hooks.listen;
  const { tcp, udp } = answering(config, isTold ? undefined : clients);
  const told = { isTrapped: serves, unused: tcp.unused, leftOut: tcp.leftOut };
  if (!serves) return { trapped: none, real: { tcp: tcp.ports, udp: udp.ports }, ...told };
  const isReal = (port: number): boolean =>
    (config.udp.banner && banner !== '') || (clients[0] <= port && port <= clients[1]);
  return {
    trapped: { tcp: tcp.ports, udp: udp.ports.filter(port => !isReal(port)) },
    real: { tcp: [], udp: udp.ports.filter(isReal) },
    ...told,
  };
}

/** One sentence on the way, for people. */
export function wayText({ whyNoTrap, whyNoHooks }: WayTold): string {
  if (whyNoTrap !== undefined)
    return `each port has a socket of its own, which a service that starts later finds in use: ${whyNoTrap}`;
  const all = 'one socket sees all ports, and a service that starts later has its port';
  return whyNoHooks === undefined
    ? all
    : `${all}, but may miss clients of its first seconds, who are never named: ${whyNoHooks}`;
}
