import { performance } from 'node:perf_hooks';
import { nothingHeld } from '../detect/watch/services.ts';
import { portsOf } from '../net/ports.ts';
import type { Protocol, Report } from '../probe.ts';
import { isSupported } from '../sys/abi.ts';
import { spareDescriptors } from '../sys/descriptors.ts';
import { koffiFault } from '../sys/libc.ts';
import { diag } from '../util/diag.ts';
import { WorkError } from '../util/errors.ts';
import { every } from '../util/every.ts';
import { createAnswers } from './answers.ts';
import { createFarewell } from './farewell.ts';
import { createListeners, type Listeners, type Refused } from './listeners.ts';
import { placesOf } from './places.ts';
import { complain } from './refusals.ts';
import type { Beside } from './services.ts';
import { drainTcp, openTcp } from './tcp.ts';
import { drainUdp, openUdp } from './udp.ts';

/** What the connect sentry listens on; port lists as in the config, "" for none. */
export interface ConnectSettings {
  readonly tcpPorts: string;
  readonly udpPorts: string;
  readonly interfaces: readonly string[];
  readonly banner: string;
  readonly udpBanner: boolean;
}

export interface ConnectSentry extends Beside {
  /** Takes new settings over; listeners that stay wanted stay open. */
  update(settings: ConnectSettings): void;
  /** Looks again at the ports and interfaces, without waiting for the time to do so. */
  refresh(): void;
  /** How many sockets are open. */
  counts(): { tcp: number; udp: number };
  /** Whether a socket of ours is open on this port. */
  isOwn(protocol: Protocol, port: number): boolean;
  stop(): void;
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
 * Listens on real sockets and reports every finished handshake and every datagram. `held` is what services held before a
 * restart. Throws WorkError where the platform has no place for that.
 */
export function startConnect(first: ConnectSettings, report: Report, held = nothingHeld): ConnectSentry {
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
    { protocol: 'tcp', open: openTcp, drain: (fd, port) => drainTcp(fd, port, farewell, report) },
    held.tcp,
    started,
  );
  const udp = createListeners(
    {
      protocol: 'udp',
      open: openUdp,
      drain: (fd, port) => drainUdp(fd, port, settings.udpBanner ? banner : none, mayAnswer, report),
    },
    held.udp,
    started,
  );
  const told = new Set<string>();
  let looked = started;
  let retries = 0;
  const refresh = (): void => {
    looked = performance.now();
    const notYet = [
      ...open('TCP', tcp, settings.tcpPorts, settings.interfaces, told),
      ...open('UDP', udp, settings.udpPorts, settings.interfaces, told),
    ];
    retries = notYet.length > 0 ? retries + 1 : 0;
  };
  const update = (next: ConnectSettings): void => {
    settings = next;
    banner = Buffer.from(next.banner);
    watched = new Set(portsOf(next.udpPorts));
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
    counts: () => ({ tcp: tcp.size, udp: udp.size }),
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
  interfaces: readonly string[],
  told: Set<string>,
): readonly number[] {
  const places = placesOf(portsOf(ports), interfaces);
  const refused: Refused = listeners.update(places, performance.now(), spareDescriptors());
  for (const sentence of complain(name, refused)) tellOnce(told, sentence);
  return refused.notYet;
}

function tellOnce(told: Set<string>, sentence: string): void {
  if (told.has(sentence)) return;
  told.add(sentence);
  diag('warning', sentence);
}
