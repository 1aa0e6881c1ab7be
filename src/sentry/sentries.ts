import type { Interfaces } from '../capture/source.ts';
import type { Config } from '../config/schema.ts';
import { openedPorts } from '../config/watched.ts';
import { type Redirected, readRedirected } from '../detect/dnat.ts';
import { portsOf } from '../net/ports.ts';
import type { Report } from '../probe.ts';
import { type ConnectSettings, startConnect } from './connect.ts';
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
  /** Why redirected ports may be taken for probes; empty when all is known, or nothing is captured. */
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

/** Starts them; throws WorkError as they do. `onFailure` is called when packets stop for good. */
export async function startSentries(
  first: Config,
  report: Report,
  onFailure: (error: Error) => void,
): Promise<Sentries> {
  let current = first;
  let redirected: Redirected | undefined;
  let stealth = usesCapture(first) ? await openStealth(first) : undefined;
  // Capture alone does without real sockets, and without what they need of the platform.
  let connect = usesSockets(first) ? startConnect(connectSettings(first), report) : undefined;

  async function openStealth(config: Config): Promise<StealthSentry> {
    redirected = await redirections(redirected);
    return startStealth(config, redirected, interfacesOf(config), report, { user: config.user, onFailure });
  }
  const updateConnect = (config: Config): void => {
    if (connect !== undefined) connect.update(connectSettings(config));
    else if (usesSockets(config)) connect = startConnect(connectSettings(config), report);
  };
  const updateStealth = async (config: Config): Promise<void> => {
    if (stealth === undefined) {
      if (usesCapture(config)) stealth = await openStealth(config);
      return;
    }
    redirected = await redirections(redirected);
    stealth.update(config, redirected, interfacesOf(config));
  };
  return {
    update: async config => {
      const before = current;
      // Sockets first: a port that we close is no service, which capture would let rest for ten minutes.
      updateConnect(config);
      try {
        await updateStealth(config);
      } catch (error) {
        updateConnect(before);
        throw error;
      }
      current = config;
    },
    counts: () => ({ sockets: connect?.counts() ?? none, captured: stealth?.counts() ?? none }),
    drops: () => stealth?.drops() ?? 0,
    blind: () => redirected?.blind ?? [],
    stop: () => {
      stealth?.stop();
      connect?.stop();
    },
  };
}

/** A scan of this host from itself is no scan; loopback is watched when it is named. */
const interfacesOf = ({ interfaces }: Config): Interfaces => ({
  names: interfaces,
  loopback: interfaces.includes('lo'),
});

/** Without its rights a running sentry cannot read the firewall again: what was known before is better than nothing. */
async function redirections(known: Redirected | undefined): Promise<Redirected> {
  const now = await readRedirected();
  return known !== undefined && known.blind.length < now.blind.length ? known : now;
}

function connectSettings(config: Config): ConnectSettings {
  const { udp, interfaces, banner } = config;
  const ports = openedPorts(config);
  return { tcpPorts: ports.tcp, udpPorts: ports.udp, interfaces, banner, udpBanner: udp.banner };
}
