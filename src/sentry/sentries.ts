import { requireInterfaces } from '../capture/interfaces.ts';
import type { Config } from '../config/schema/schema.ts';
import type { Resting } from '../detect/watch/port-table.ts';
import { type IsOwn, noServicePorts, type ServicePorts } from '../detect/watch/services.ts';
import type { Report } from '../probe.ts';
import { interfaceIndex } from '../sys/interface-index.ts';
import { allOrNothing, type Undo } from './all-or-nothing.ts';
import { attend } from './attendance.ts';
import { connectKind } from './connect.ts';
import type { Counts, Outlets, Sentry, SentryKind } from './sentry.ts';
import { portsOfServices, serves } from './services.ts';
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
  const running = new Map<SentryKind, Sentry>();
  /** The same ones, in a list that no probe has to make. */
  let all: readonly Sentry[] = [];
  const probe: Report = touch => {
    if (touch.evidence === 'handshake') for (const sentry of all) sentry.finished?.(touch);
    outlets.reports.probe(touch);
  };
  const given = { ...outlets, reports: { ...outlets.reports, probe } };
  const isOwn: IsOwn = (protocol, port) => all.some(sentry => sentry.isOwn(protocol, port));
  const servicePorts = (): ServicePorts => portsOfServices(all, performance.now());
  const start = async (kind: SentryKind, config: Config, known: ServicePorts): Promise<void> => {
    running.set(kind, await kind.start(config, { ...given, isOwn, servicePorts: known }));
    all = [...running.values()];
  };
  const end = (kind: SentryKind): void => {
    running.get(kind)?.stop();
    running.delete(kind);
    all = [...running.values()];
  };
  /** Has one take a config over, or starts it; returns how to take that back. */
  const turn = async (kind: SentryKind, config: Config): Promise<Undo> => {
    const before = current;
    const sentry = running.get(kind);
    if (sentry === undefined) await start(kind, config, servicePorts());
    else await sentry.update(config);
    return sentry === undefined ? () => end(kind) : () => sentry.update(before);
  };

  try {
    mustBeHere(first);
    await allOrNothing(
      kinds
        .filter(({ wants }) => wants(first, way))
        .map(kind => () => start(kind, first, recalled).then(() => () => end(kind))),
    );
  } catch (error) {
    way.trap?.stop();
    throw error;
  }
  const attendance = attend(
    () => current.interfaces,
    () => {
      for (const sentry of all) sentry.refresh();
    },
  );
  return {
    update: async config => {
      if (config.interfaces.join() !== current.interfaces.join()) mustBeHere(config);
      const wanted = kinds.filter(kind => running.has(kind) || kind.wants(config, way));
      await allOrNothing(wanted.map(kind => () => turn(kind, config)));
      current = config;
      attendance.look();
    },
    counts: () => all.map(sentry => sentry.counts()).reduce(sum, nothingWatched),
    drops: () => all.reduce((drops, sentry) => drops + sentry.drops(), 0),
    heard: time => {
      let least = time;
      for (const sentry of all) least = Math.min(least, sentry.heard(time));
      return least;
    },
    serves: port => !isOwn('tcp', port) && serves(all, port),
    servicePorts: again => {
      if (again !== undefined) for (const sentry of all) sentry.look(0);
      return servicePorts();
    },
    portChanges: () =>
      all.reduce((changes, { services: { tcp, udp } }) => changes + tcp.changes + udp.changes, 0),
    rights: () => kinds.filter(({ wants }) => wants(current, way)).flatMap(({ rights }) => rights),
    way,
    resting: () => all.flatMap(sentry => sentry.resting()),
    leftOut: () => all.flatMap(sentry => sentry.leftOut?.() ?? []),
    blind: () => all.flatMap(sentry => sentry.blind()),
    stop: () => {
      attendance.stop();
      for (const sentry of [...all].reverse()) sentry.stop();
      way.trap?.stop();
    },
  };
}

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
