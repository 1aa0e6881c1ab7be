import { performance } from 'node:perf_hooks';
import { leftOutText } from '../config/effective.ts';
import type { Config } from '../config/schema/schema.ts';
import { noServicePorts } from '../detect/watch/services.ts';
import { listOf, portsOf } from '../net/ports.ts';
import type { Report } from '../probe.ts';
import { isSupported } from '../sys/abi.ts';
import { spareDescriptors } from '../sys/descriptors.ts';
import { koffiFault } from '../sys/libc.ts';
import { CAP_NET_BIND_SERVICE } from '../sys/process/rights.ts';
import { diag } from '../util/diag.ts';
import { WorkError } from '../util/errors.ts';
import { every } from '../util/every.ts';
import type { Sentry, SentryKind } from './sentry.ts';
import { createAnswers } from './sockets/answers.ts';
import { endpointsOf } from './sockets/endpoints.ts';
import { createFarewell, type Farewell } from './sockets/farewell.ts';
import { takeHandshakes } from './sockets/handshakes.ts';
import { createListeners, type Listeners, type Refused } from './sockets/listeners.ts';
import { complain } from './sockets/refusals.ts';
import { openTcp } from './sockets/tcp.ts';
import { drainUdp, openUdp } from './sockets/udp.ts';
import { splitPorts, type Way } from './ways.ts';

/** What the connect sentry listens on; port lists as in the config, "" for none. */
export interface ConnectSettings {
  readonly tcpPorts: string;
  readonly udpPorts: string;
  readonly interfaces: readonly string[];
  readonly banner: string;
  readonly udpBanner: boolean;
  /** TCP ports that `unused` alone names: that a service has one is not said. */
  readonly unused?: ReadonlySet<number>;
  /** TCP ports that are left to clients of this host, which is said once. */
  readonly leftOut?: readonly number[];
}

interface ConnectSentry extends Omit<Sentry, 'update'> {
  /** Takes new settings over; listeners that stay wanted stay open. */
  update(settings: ConnectSettings): void;
}

/** Real sockets: connect mode, and decoys beside captured ports, as far as one socket does not serve them all. */
export const connectKind: SentryKind = {
  wants: (config, way) => {
    const { tcpPorts, udpPorts, leftOut = [] } = settingsOf(config, way);
    return leftOut.length + portsOf(tcpPorts).length + portsOf(udpPorts).length > 0;
  },
  rights: [CAP_NET_BIND_SERVICE],
  start: async (first, { way, reports, servicePorts }) => {
    const sentry = startConnect(settingsOf(first, way), reports.probe, servicePorts);
    return { ...sentry, update: async next => sentry.update(settingsOf(next, way)) };
  },
};

function settingsOf(config: Config, { trap }: Way): ConnectSettings {
  const { udp, interfaces, banner } = config;
  const { real, unused, isTrapped, leftOut } = splitPorts(config, trap);
  return {
    tcpPorts: listOf(real.tcp),
    udpPorts: listOf(real.udp),
    interfaces,
    banner,
    udpBanner: udp.banner,
    unused,
    leftOut: isTrapped ? [] : leftOut,
  };
}

/** How often ports that were in use are looked at again (milliseconds). */
const refreshEvery = 30_000;
/**
 * How often an address that could not be used yet is tried again, and how many times in a row: one of IPv6 is tentative
 * for some seconds (RFC 4862, 5.4), and one that another host has remains so.
 */
const retryEvery = 2_000;
const mostRetries = 60;

/**
 * Listens on real sockets and reports every finished handshake and every datagram. `servicePorts` is what services held before a
 * restart. Throws WorkError where the platform has no place for that.
 */
export function startConnect(
  first: ConnectSettings,
  report: Report,
  servicePorts = noServicePorts,
): ConnectSentry {
  const fault = isSupported()
    ? koffiFault()
    : `it needs 64-bit Linux, this is ${process.platform} ${process.arch}`;
  if (fault !== undefined) throw new WorkError(`no port can be listened on: ${fault}`);
  let settings = first;
  let banner = Buffer.alloc(0);
  const none = Buffer.alloc(0);
  const farewell = createFarewell(() => banner);
  let watched = new Set<number>();
  const mayAnswer = createAnswers(port => watched.has(port));
  const started = performance.now();
  const tcp = createListeners(
    { protocol: 'tcp', open: openTcp, drain: fd => drainTcp(fd, farewell, report) },
    servicePorts.tcp,
    started,
  );
  const udp = createListeners(
    {
      protocol: 'udp',
      open: openUdp,
      drain: (fd, port) => drainUdp(fd, port, settings.udpBanner ? banner : none, mayAnswer, report),
    },
    servicePorts.udp,
    started,
  );
  const told = new Set<string>();
  let looked = started;
  let retries = 0;
  const refresh = (): void => {
    looked = performance.now();
    const notYet = [
      ...open('TCP', tcp, settings.tcpPorts, settings, told),
      ...open('UDP', udp, settings.udpPorts, settings, told),
    ];
    retries = notYet.length > 0 ? retries + 1 : 0;
  };
  const update = (next: ConnectSettings): void => {
    settings = next;
    banner = Buffer.from(next.banner);
    watched = new Set(portsOf(next.udpPorts));
    const left = listOf(next.leftOut ?? []);
    if (left !== '') tellOnce(told, `left out: ${leftOutText(left)}`);
    refresh();
  };
  update(first);
  const timers = [
    every(refreshEvery, 'looking at the ports again', refresh),
    every(retryEvery, 'trying addresses again', () => {
      if (retries > 0 && retries < mostRetries) refresh();
    }),
  ];
  return {
    update,
    refresh,
    counts: () => ({ sockets: { tcp: tcp.size, udp: udp.size }, captured: { tcp: 0, udp: 0 } }),
    drops: () => tcp.drops() + udp.drops(),
    heard: time => time,
    blind: () => [],
    leftOut: () => settings.leftOut ?? [],
    isOwn: (protocol, port) => ({ tcp, udp })[protocol].has(port),
    look: pause => {
      const now = performance.now();
      if (now - looked < pause) return;
      looked = now;
      for (const listeners of [tcp, udp]) listeners.look(now);
    },
    services: { tcp: tcp.services, udp: udp.services },
    resting: () => [tcp, udp].flatMap(listeners => listeners.resting(performance.now())),
    stop: () => {
      for (const timer of timers) clearInterval(timer);
      tcp.close();
      udp.close();
    },
  };
}

/** Returns the ports that are to be tried again soon. */
function open(
  name: string,
  listeners: Listeners,
  ports: string,
  { interfaces, unused }: Pick<ConnectSettings, 'interfaces' | 'unused'>,
  told: Set<string>,
): readonly number[] {
  const places = endpointsOf(portsOf(ports), interfaces);
  const refused: Refused = listeners.update(places, performance.now(), spareDescriptors());
  const isMeant = (port: number): boolean => name === 'TCP' && unused?.has(port) === true;
  const busy = refused.busy.filter(port => !isMeant(port));
  for (const sentence of complain(name, { ...refused, busy })) tellOnce(told, sentence);
  return refused.notYet;
}

function tellOnce(told: Set<string>, sentence: string): void {
  if (told.has(sentence)) return;
  told.add(sentence);
  diag('warning', sentence);
}

/** Connections taken from one listener before the others have their turn. */
const burst = 16;

const drainTcp = (fd: number, farewell: Farewell, report: Report): boolean =>
  takeHandshakes(fd, burst, (connection, handshake) => {
    farewell(connection, handshake.time);
    report({ ...handshake, protocol: 'tcp', kind: 'connect', evidence: 'handshake' });
  });
