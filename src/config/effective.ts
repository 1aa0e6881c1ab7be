import { listOf } from '../net/ports.ts';
import type { Answering } from './answering.ts';
import { countUnused } from './port-words.ts';
import type { Config } from './schema/schema.ts';
import { watchedPorts } from './watched.ts';

/** What the host adds to a config's list of TCP ports. */
export interface Effect {
  readonly answering: Answering;
  /** Ports that services hold now. */
  readonly inUse: ReadonlySet<number>;
}

/** The TCP ports that are watched in the end, as `check --json` has them: port lists, "" for none. */
export interface Effective {
  readonly watched: string;
  /** What `unused` would add if no service had it. */
  readonly inUse: string;
  /** What is left to clients of this host. */
  readonly leftOut: string;
}

/** In stealth and advanced mode a service's port is left out whoever lists it, and nothing is left to clients. */
export function effective({ tcp }: Pick<Config, 'tcp'>, { answering, inUse }: Effect): Effective {
  const opens = tcp.mode === 'connect';
  const ports = opens ? answering.ports : watchedPorts(tcp);
  const isTaken = (port: number): boolean => inUse.has(port) && (!opens || answering.unused.has(port));
  return {
    watched: listOf(ports.filter(port => !isTaken(port))),
    inUse: listOf(ports.filter(isTaken)),
    leftOut: listOf(answering.leftOut),
  };
}

/** Rows of a summary, where the list is not already what the config says. */
export function effectiveRows(config: Pick<Config, 'tcp'>, effect: Effect): [string, string][] {
  const { watched, inUse, leftOut } = effective(config, effect);
  const isPlain = config.tcp.mode === 'off' || (countUnused(config.tcp.ports) === 0 && leftOut === '');
  const now = `now ${watched === '' ? 'none' : watched}${inUse === '' ? '' : `; in use ${inUse}`}`;
  return [
    ...(isPlain || config.tcp.mode === 'advanced' ? [] : [['', now] satisfies [string, string]]),
    ...(leftOut === '' ? [] : [['left out', leftOutText(leftOut)] satisfies [string, string]]),
  ];
}

/** Why TCP ports are left out, with their list. */
export const leftOutText = (list: string): string =>
  `TCP ${list}: of ranges and "unused", since the kernel gives them to clients of this host (ip_local_port_range); ` +
  'a port listed by itself is watched all the same';
