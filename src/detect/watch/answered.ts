import { portFlags } from '../../net/ports.ts';
import type { Protocol } from '../../probe.ts';
import type { PortTable } from './port-table.ts';
import { quietTime } from './quarantine.ts';

/** A port that has just answered, and one that answered longer ago, are listened to, in milliseconds. */
const settled = 1_000;
const again = 60_000;

/**
 * Ports of this host that answered somebody though no socket here holds them: they are forwarded, to a container or
 * another host, whatever the firewall's rules say. Such a port counts as held by a service for ten minutes, for
 * everybody, since whatever restarts behind it refuses its clients. Times are milliseconds of one clock.
 */
export interface Answered {
  saw(protocol: Protocol, port: number, now: number): void;
  /** Whether the port answered within ten minutes. */
  holds(protocol: Protocol, port: number, now: number): boolean;
  /**
   * Whether such a port must be listened to now. All its traffic would come up, so once it is known that it answers, it
   * is left alone; after a minute it is looked whether it still does, so that the ten minutes count from its last days.
   */
  isOpen(protocol: Protocol, port: number, now: number): boolean;
  /** True when `holds` or `isOpen` says something else of a port than when this was called last. */
  changed(now: number): boolean;
}

/** `known` is told of each, since what holds for a service holds for it. */
export function createAnswered(known: Readonly<Record<Protocol, PortTable>>): Answered {
  let shown = ' ';
  const last = { tcp: new Map<number, number>(), udp: new Map<number, number>() };
  /** Ports that have answered at any time. */
  const flags = { tcp: portFlags([]), udp: portFlags([]) };
  const ageOf = (protocol: Protocol, port: number, now: number): number =>
    Math.abs(now - (last[protocol].get(port) ?? Number.NEGATIVE_INFINITY));
  // Asked for each packet, of a port that has nearly always answered nobody.
  const holds = (protocol: Protocol, port: number, now: number): boolean => {
    if (flags[protocol][port] === 0) return false;
    const then = last[protocol].get(port);
    return then !== undefined && Math.abs(now - then) < quietTime;
  };
  const isOpen = (protocol: Protocol, port: number, now: number): boolean => {
    const age = ageOf(protocol, port, now);
    return age < settled || (age >= again && age < quietTime);
  };
  /** Forgets those that hold no more. */
  const statesOf = (protocol: Protocol, now: number): string => {
    for (const port of last[protocol].keys()) if (!holds(protocol, port, now)) last[protocol].delete(port);
    return [...last[protocol].keys()].map(port => `${port}${isOpen(protocol, port, now)}`).join(' ');
  };
  return {
    saw: (protocol, port, now) => {
      last[protocol].set(port, now);
      flags[protocol][port] = 1;
      known[protocol].sawOutside(port, now);
    },
    holds,
    isOpen,
    changed: now => {
      const before = shown;
      shown = (['tcp', 'udp'] as const).map(protocol => statesOf(protocol, now)).join(' ');
      return shown !== before;
    },
  };
}
