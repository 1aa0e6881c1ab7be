import { performance } from 'node:perf_hooks';
import { hrtime } from 'node:process';
import { leftOutText } from '../config/effective.ts';
import type { Config } from '../config/schema/schema.ts';
import {
  createServices,
  type IsOwn,
  lookPause,
  noServicePorts,
  type ServicePorts,
} from '../detect/watch/services.ts';
import { type Landing, portsOfLandings } from '../firewall/landings.ts';
import { readRedirected } from '../firewall/redirected.ts';
import { type Address, formatAddress } from '../net/address.ts';
import { listOf } from '../net/ports.ts';
import type { Probe, Protocol, Report } from '../probe.ts';
import { hostLinks } from '../sys/netlink/links.ts';
import { hostAddresses } from '../sys/own-addresses.ts';
import { ephemeralPorts } from '../sys/ports/port-range.ts';
import { openSocketSource } from '../sys/ports/socket-source.ts';
import { diag } from '../util/diag.ts';
import { WorkError } from '../util/errors.ts';
import { every } from '../util/every.ts';
import type { Sentry, SentryKind } from './sentry.ts';
import { complain, refusedNothing } from './sockets/refusals.ts';
import { lessBlind } from './stealth.ts';
import { createArming } from './trap/arming.ts';
import { hookedSource } from './trap/hooked.ts';
import type { Trap } from './trap/trap.ts';
import { whereOf } from './trap/where.ts';
import { splitPorts } from './ways.ts';

/** What is watched by one socket for all ports. */
export interface TrapSettings {
  readonly ports: Readonly<Record<Protocol, readonly number[]>>;
  readonly interfaces: readonly string[];
  readonly banner: string;
  /** Loopback, and what comes from this host's own addresses, counts too. */
  readonly loopback: boolean;
  /** Where the firewall lets out what it redirects. */
  readonly landings: readonly Landing[];
  /** TCP ports that `unused` alone names: that a service has one is not said. */
  readonly unused: ReadonlySet<number>;
  /** TCP ports of the config that are left to clients of this host. */
  readonly leftOut: readonly number[];
}

export interface TrapSentry extends Omit<Sentry, 'update'> {
  update(settings: TrapSettings): void;
}

/** One socket for all ports that answer, where there is one. */
export const trapKind: SentryKind = {
  wants: (config, way) => {
    if (way.trap === undefined) return false;
    const { trapped, isTrapped, leftOut } = splitPorts(config, way.trap);
    return isTrapped && trapped.tcp.length + trapped.udp.length + leftOut.length > 0;
  },
  rights: [],
  start: async (first, { way, reports, isOwn, servicePorts }) => {
    const { trap, loopback } = way;
    if (trap === undefined) throw new WorkError('no port can be watched without a socket of its own');
    let redirected = await readRedirected();
    const trapped = (config: Config): TrapSettings => {
      const { interfaces, banner } = config;
      const { trapped: ports, unused, isTrapped, leftOut: left } = splitPorts(config, trap);
      const leftOut = isTrapped ? left : [];
      return { ports, unused, leftOut, interfaces, banner, loopback, landings: redirected.landings };
    };
    const sentry = startTraps(trap, trapped(first), reports.probe, isOwn, servicePorts);
    return {
      ...sentry,
      update: async next => {
        redirected = lessBlind(redirected, await readRedirected());
        sentry.update(trapped(next));
      },
    };
  },
};

/** How often the kernel's sockets are looked at (milliseconds): with hooks nothing waits for it but a port that is free again. */
const lookEvery = 5_000;
const lookEveryWithoutHooks = 1_000;
/** How often it is asked whether it is time (milliseconds). */
const tickEvery = 1_000;

const protocols = ['tcp', 'udp'] as const;

/**
 * Arms what no service has, and goes on with that; needs no right. The trap itself stays open at the end.
 * @param isOther which ports listeners of ours hold beside the trap
 */
export function startTraps(
  trap: Trap,
  first: TrapSettings,
  report: Report,
  isOther: IsOwn = () => false,
  servicePorts: ServicePorts = noServicePorts,
): TrapSentry {
  let settings = first;
  let banner = Buffer.alloc(0);
  let client = ephemeralPorts();
  let lookedAt = 0n;
  const told = new Set<string>();
  trap.serve(
    () => banner,
    probe => {
      if (isServed(probe)) trap.ports[probe.protocol].disarm(probe.port);
      else report(probe);
    },
  );
  const isClient = (port: number): boolean => client[0] <= port && port <= client[1];
  const isOurs: IsOwn = (protocol, port) => trap.ownPorts.includes(port) || isOther(protocol, port);
  const source = hookedSource(openSocketSource(), trap.ports);
  const services = createServices(source, isOurs, isClient, () => false);
  const { known } = services;
  for (const protocol of protocols) known[protocol].recall(servicePorts[protocol], performance.now());
  const arming = { tcp: createArming(trap.ports.tcp), udp: createArming(trap.ports.udp) };

  /** The tables once more, before anybody is named: without the hooks a service may have come since the last look. */
  function isServed({ protocol, source: from, target, port, device = 0 }: Probe): boolean {
    const now = performance.now();
    services.lookAgain(now, lookPause);
    const arrival = { protocol, source: from, sourcePort: 0, target, port, device };
    return known[protocol].holds(target, port) || services.owned(arrival, now);
  }
  const look = (pause: number): void => {
    const [before, looks] = [hrtime.bigint(), services.looks()];
    services.lookAgain(performance.now(), pause);
    if (services.looks() !== looks) lookedAt = before;
  };
  const tell = (sentence: string): void => {
    if (!told.has(sentence)) diag('warning', sentence);
    told.add(sentence);
  };
  const arm = (): void => {
    client = ephemeralPorts();
    const addresses = hostAddresses();
    const where = whereOf(settings.interfaces, settings.loopback, hostLinks(), addresses);
    const own = new Set(addresses.map(formatAddress));
    const isOwn = (address: Address): boolean => own.has(formatAddress(address));
    const left = trap.watch(where);
    if (left > 0) tell(`${left} interfaces or addresses of this host are too many to be told apart`);
    for (const protocol of protocols) {
      const table = known[protocol];
      const isHeld = (port: number): boolean =>
        where.loopback ? table.holdsPort(port) : table.holdsOutside(port);
      const landed = portsOfLandings(settings.landings, protocol, isOwn);
      const wanted = wantedOf(protocol, settings, isClient).filter(port => !landed.has(port));
      const busy = arming[protocol].update(wanted, lookedAt, isHeld);
      const said = protocol === 'tcp' ? busy.filter(port => !settings.unused.has(port)) : busy;
      for (const sentence of complain(protocol.toUpperCase(), { ...refusedNothing, busy: said }))
        tell(sentence);
    }
  };
  const refresh = (): void => {
    look(0);
    arm();
  };
  const update = (next: TrapSettings): void => {
    settings = next;
    banner = Buffer.from(next.banner);
    if (next.leftOut.length > 0) tell(`left out: ${leftOutText(listOf(next.leftOut))}`);
    refresh();
  };
  update(first);
  const pause = trap.hooks.bind && trap.hooks.listen ? lookEvery : lookEveryWithoutHooks;
  const timer = every(tickEvery, 'looking at the ports again', () => {
    const looks = services.looks();
    look(pause);
    if (services.looks() !== looks) arm();
  });
  return {
    update,
    refresh,
    counts: () => ({
      sockets: { tcp: arming.tcp.count(), udp: arming.udp.count() },
      captured: { tcp: 0, udp: 0 },
    }),
    drops: () => trap.drops(),
    heard: time => time,
    blind: () => [],
    leftOut: () => settings.leftOut,
    isOwn: (protocol, port) => trap.ports[protocol].isArmed(port) || trap.ownPorts.includes(port),
    services: known,
    look: least => look(least),
    resting: () =>
      protocols.flatMap(protocol => {
        const wanted = new Set(settings.ports[protocol]);
        return known[protocol].resting(performance.now()).filter(({ port }) => wanted.has(port));
      }),
    stop: () => {
      clearInterval(timer);
      for (const protocol of protocols) arming[protocol].update([], lookedAt, () => true);
      source.close();
    },
  };
}

/** A datagram to the ephemeral range may be the answer to a question of this host's, whose socket no hook has seen. */
const wantedOf = (
  protocol: Protocol,
  { ports }: TrapSettings,
  isClient: (port: number) => boolean,
): readonly number[] => (protocol === 'udp' ? ports.udp.filter(port => !isClient(port)) : ports.tcp);
