import { requireInterfaces } from '../capture/interfaces.ts';
import type { Interfaces } from '../capture/source.ts';
import type { Config } from '../config/schema/schema.ts';
import { openedPorts } from '../config/watched.ts';
import type { Resting } from '../detect/watch/port-table.ts';
import { type Held, nothingHeld } from '../detect/watch/services.ts';
import { type Redirected, readRedirected } from '../firewall/redirected.ts';
import { portsOf } from '../net/ports.ts';
import type { Protocol } from '../probe.ts';
import { interfaceIndex } from '../sys/interface-index.ts';
import { attend } from './attendance.ts';
import { type ConnectSentry, type ConnectSettings, startConnect } from './connect.ts';
import type { Reports } from './departures.ts';
import { type Beside, heldBy, serves } from './services.ts';
import { type StealthSentry, startStealth } from './stealth.ts';

/** What is open and watched. */
export interface Counts {
  /** Real sockets. */
  readonly sockets: { tcp: number; udp: number };
  /** Ports that capture watches without opening them. */
  readonly captured: { tcp: number; udp: number };
}

/** The sentries that a config asks for: TCP and UDP each have their own mode. */
export interface Sentries {
  /** Takes another config over; a failure leaves everything as it was. Rejects with what it could not do. */
  update(config: Config): Promise<void>;
  counts(): Counts;
  /** Packets that the kernel dropped since this was last asked. */
  drops(): number;
  /** At the time of a probe, up to when all packets have been heard (milliseconds since the epoch). */
  heard(time: number): number;
  /** Whether a service of this host, none of our own listeners, holds this TCP port, or did within ten minutes. */
  serves(port: number): boolean;
  /** Which ports services hold or held within ten minutes, for the next start; `again` looks once more. */
  held(again?: 'again'): Held;
  /** Grows when `held` has a place more or less. */
  heldChanges(): number;
  /** Ports of the config that are not watched now because their service has gone only lately. */
  resting(): Resting[];
  /** Why redirected ports may be taken for probes, as of the last reading; empty when all is known, or nothing is captured. */
  blind(): readonly string[];
  stop(): void;
}

const none = { tcp: 0, udp: 0 };

export const usesCapture = ({ tcp, udp }: Config): boolean =>
  [tcp.mode, udp.mode].some(mode => mode === 'stealth' || mode === 'advanced');

/** True when the config wants real sockets: connect mode, or decoys beside capture. */
export const usesSockets = (config: Config): boolean => {
  const { tcpPorts, udpPorts } = connectSettings(config);
  return portsOf(tcpPorts).length + portsOf(udpPorts).length > 0;
};

/**
 * Starts them; throws WorkError as they do. `onFailure` is called when packets stop for good, `recalled` is what services
 * held before a restart.
 */
export async function startSentries(
  first: Config,
  reports: Reports,
  onFailure: (error: Error) => void,
  recalled: Held = nothingHeld,
): Promise<Sentries> {
  let current = first;
  let redirected: Redirected | undefined;
  let blind: readonly string[] = [];
  let connect: ConnectSentry | undefined;
  mustBeHere(first);
  let stealth = usesCapture(first) ? await openStealth(first, recalled) : undefined;
  // Capture alone does without real sockets, and without what they need of the platform.
  try {
    if (usesSockets(first)) connect = startConnect(connectSettings(first), reports.probe, recalled);
  } catch (error) {
    stealth?.stop();
    throw error;
  }

  const attendance = attend(
    () => current.interfaces,
    () => {
      connect?.refresh();
      stealth?.reread(interfacesOf(current));
    },
  );

  const all = (): Beside[] => [stealth, connect].filter(sentry => sentry !== undefined);
  const held = (): Held => heldBy(all(), performance.now());
  /** Without its rights a running sentry cannot read the firewall again: what was known before is better than nothing. */
  async function redirections(): Promise<Redirected> {
    const now = await readRedirected();
    blind = now.blind;
    redirected = redirected === undefined || now.blind.length <= redirected.blind.length ? now : redirected;
    return redirected;
  }
  async function openStealth(config: Config, known: Held): Promise<StealthSentry> {
    const parent = { user: config.user, onFailure };
    const isOwn = (protocol: Protocol, port: number): boolean => connect?.isOwn(protocol, port) === true;
    const beside = { isOwn, held: known };
    return startStealth(config, await redirections(), interfacesOf(config), reports, parent, beside);
  }
  const updateConnect = (config: Config): void => {
    if (connect !== undefined) connect.update(connectSettings(config));
    else if (usesSockets(config)) connect = startConnect(connectSettings(config), reports.probe, held());
  };
  const updateStealth = async (config: Config): Promise<void> => {
    if (stealth === undefined) {
      if (usesCapture(config)) stealth = await openStealth(config, held());
      return;
    }
    stealth.update(config, await redirections(), interfacesOf(config));
  };
  return {
    update: async config => {
      const before = current;
      if (config.interfaces.join() !== before.interfaces.join()) mustBeHere(config);
      // Sockets first: a port that we close is no service, which capture would let rest for ten minutes.
      updateConnect(config);
      try {
        await updateStealth(config);
      } catch (error) {
        updateConnect(before);
        throw error;
      }
      current = config;
      attendance.look();
    },
    counts: () => ({ sockets: connect?.counts() ?? none, captured: stealth?.counts() ?? none }),
    drops: () => stealth?.drops() ?? 0,
    heard: time => (stealth === undefined ? time : Math.min(time, stealth.heard())),
    serves: port => connect?.isOwn('tcp', port) !== true && serves(all(), port),
    held: again => {
      if (again !== undefined) for (const sentry of all()) sentry.look(0);
      return held();
    },
    heldChanges: () => all().reduce((sum, { services: { tcp, udp } }) => sum + tcp.changes + udp.changes, 0),
    resting: () => all().flatMap(sentry => sentry.resting()),
    blind: () => blind,
    stop: () => {
      attendance.stop();
      stealth?.stop();
      connect?.stop();
    },
  };
}

/** Throws WorkError when not one of the interfaces is here: nothing would be watched. */
function mustBeHere(config: Config): void {
  if (config.interfaces.every(name => name !== '*' && interfaceIndex(name) === undefined))
    requireInterfaces(interfacesOf(config));
}

/** A scan of this host from itself is no scan; loopback is watched when it is named. */
const interfacesOf = ({ interfaces }: Config): Interfaces => ({
  names: interfaces,
  loopback: interfaces.includes('lo'),
});

function connectSettings(config: Config): ConnectSettings {
  const { udp, interfaces, banner } = config;
  const ports = openedPorts(config);
  return { tcpPorts: ports.tcp, udpPorts: ports.udp, interfaces, banner, udpBanner: udp.banner };
}
