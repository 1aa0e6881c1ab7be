import { requireInterfaces } from '../capture/interfaces.ts';
import type { Config } from '../config/schema/schema.ts';
import type { Resting } from '../detect/watch/port-table.ts';
import { noServicePorts, type ServicePorts } from '../detect/watch/services.ts';
import { interfaceIndex } from '../sys/interface-index.ts';
import { attend } from './attendance.ts';
import { connectKind } from './connect.ts';
import { createLineup, type Lineup } from './lineup.ts';
import type { Counts, Outlets, Sentry, SentryKind } from './sentry.ts';
import { serves } from './services.ts';
import { stealthKind } from './stealth.ts';
import { trapKind } from './traps.ts';
import type { WayTold } from './ways.ts';

/**
 * Every kind of sentry, in the order in which they start and take a config over. Real sockets first: a port that they
 * close is no service, which capture would let rest for ten minutes.
 */
const everyKind: readonly SentryKind[] = [connectKind, trapKind, stealthKind];

/** The sentries that a config asks for: TCP and UDP each have their own mode. */
export interface Sentries extends Pick<Sentry, 'update' | 'counts' | 'drops' | 'heard' | 'blind' | 'stop'> {
  /** Whether a service of this host, none of our own listeners, holds this TCP port, or did within ten minutes. */
  serves(port: number): boolean;
  /** Which ports services hold or held within ten minutes, for the next start; `again` looks once more. */
  servicePorts(again?: 'again'): ServicePorts;
  /** Grows when `servicePorts` has a port more or less. */
  portChanges(): number;
  /** TCP ports of the config that are left to clients of this host. */
  leftOut(): readonly number[];
  /** The capabilities that the sentries need after their start, for another config. */
  rights(): readonly number[];
  /** How the ports that answer are watched. */
  readonly way: WayTold;
  /** Ports of the config that are not watched now because their service has gone only lately. */
  resting(): Resting[];
}

/**
 * Starts what the config wants. Rejects with the WorkError of the first that cannot start, and stops those that did. The way
 * ends with them.
 * @param recalled what services held before a restart
 */
export async function startSentries(
  first: Config,
  outlets: Outlets,
  recalled: ServicePorts = noServicePorts,
  kinds: readonly SentryKind[] = everyKind,
): Promise<Sentries> {
  const { way } = outlets;
  let current = first;
  const lineup = createLineup(kinds, outlets);
  try {
    mustBeHere(first);
    await lineup.start(first, recalled);
  } catch (error) {
    way.trap?.stop();
    throw error;
  }
  const refresh = (): void => {
    for (const sentry of lineup.all()) sentry.refresh();
  };
  const attendance = attend(() => current.interfaces, refresh);
  return {
    ...questionsTo(lineup),
    way,
    update: async config => {
      if (config.interfaces.join() !== current.interfaces.join()) mustBeHere(config);
      await lineup.update(config, current);
      current = config;
      attendance.look();
    },
    rights: () => kinds.filter(({ wants }) => wants(current, way)).flatMap(({ rights }) => rights),
    stop: () => {
      attendance.stop();
      lineup.stop();
      way.trap?.stop();
    },
  };
}

/** What is asked of all of them at once. */
const questionsTo = ({ all, isOwn, servicePorts }: Lineup) => ({
  counts: () =>
    all()
      .map(sentry => sentry.counts())
      .reduce(sum, nothingWatched),
  drops: () => all().reduce((drops, sentry) => drops + sentry.drops(), 0),
  heard: (time: number): number => {
    let least = time;
    for (const sentry of all()) least = Math.min(least, sentry.heard(time));
    return least;
  },
  serves: (port: number): boolean => !isOwn('tcp', port) && serves(all(), port),
  servicePorts: (again?: 'again'): ServicePorts => {
    if (again !== undefined) for (const sentry of all()) sentry.look(0);
    return servicePorts();
  },
  portChanges: () =>
    all().reduce((changes, { services: { tcp, udp } }) => changes + tcp.changes() + udp.changes(), 0),
  resting: () => all().flatMap(sentry => sentry.resting()),
  leftOut: () => all().flatMap(sentry => sentry.leftOut?.() ?? []),
  blind: () => all().flatMap(sentry => sentry.blind()),
});

const nothingWatched: Counts = { sockets: { tcp: 0, udp: 0 }, captured: { tcp: 0, udp: 0 } };

const sum = ({ sockets, captured }: Counts, more: Counts): Counts => ({
  sockets: { tcp: sockets.tcp + more.sockets.tcp, udp: sockets.udp + more.sockets.udp },
  captured: { tcp: captured.tcp + more.captured.tcp, udp: captured.udp + more.captured.udp },
});

/** Throws WorkError when not one of the interfaces is here: nothing would be watched. */
function mustBeHere({ interfaces }: Config): void {
  if (interfaces.every(name => name !== '*' && interfaceIndex(name) === undefined))
    requireInterfaces(interfaces);
}
