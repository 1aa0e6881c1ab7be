import { countPorts, type PortRange, parsePortRanges, portsIn, portsOf, rangesOf } from '../net/ports.ts';
import { countUnused } from './port-words.ts';
import type { Config } from './schema/schema.ts';

type Mode = Config['tcp']['mode'];
type Modes = Readonly<Record<'tcp' | 'udp', { readonly mode: Mode }>>;

/** Whether single packets to ports that nobody opens are looked at: stealth or advanced mode, asked here alone. */
export const isCapture = (mode: Mode): boolean => mode === 'stealth' || mode === 'advanced';

/** Whether single packets are looked at: in connect mode nothing else than a UDP datagram is one. */
export const capturing = ({ tcp, udp }: Modes): boolean => isCapture(tcp.mode) || isCapture(udp.mode);

/** The part of a protocol's settings that says which ports are watched. */
type Ports = Pick<Config['tcp'], 'mode' | 'ports' | 'below' | 'exclude'>;

/** What the word `unused` adds to a list: what is below the limit and not excluded. Which of it is in use, the host knows. */
export function unusedPorts({ ports, below, exclude }: Omit<Ports, 'mode'>): PortRange[] {
  if (countUnused(ports) === 0) return [];
  const excluded = new Set(portsOf(exclude));
  return rangesOf(portsIn([[1, below - 1]]).filter(port => !excluded.has(port)));
}

/** The port ranges that a protocol's mode watches, as the config has them; none when it is off. */
export function watchedRanges(protocol: Ports): PortRange[] {
  const { mode, ports, below, exclude } = protocol;
  if (mode === 'off') return [];
  if (mode === 'advanced') return [[1, below - 1]];
  const [listed, unused] = [parsePortRanges(ports), unusedPorts({ ports, below, exclude })];
  return unused.length === 0 ? listed : rangesOf(portsIn([...listed, ...unused]));
}

/** Every port that the config watches, once, ascending: advanced mode leaves its exclude list out. */
export function watchedPorts(protocol: Ports): number[] {
  const excluded = new Set(protocol.mode === 'advanced' ? portsOf(protocol.exclude) : []);
  return portsIn(watchedRanges(protocol)).filter(port => !excluded.has(port));
}

/** True when the config would watch this port. To be asked of a few ports: each question makes the whole list. */
export const watches = (protocol: Ports, port: number): boolean => watchedPorts(protocol).includes(port);

/** TCP's ports with a real listener beside capture, as a list; "" where nothing is captured. */
const decoysOf = ({ mode, decoys }: Pick<Config['tcp'], 'mode' | 'decoys'>): string =>
  isCapture(mode) ? decoys.trim() : '';

/** True when neither TCP nor UDP has a port to watch, decoys included. */
export function watchesNothing({ tcp, udp }: Pick<Config, 'tcp' | 'udp'>): boolean {
  return decoysOf(tcp) === '' && countPorts([...watchedRanges(tcp), ...watchedRanges(udp)]) === 0;
}

/** True when a finished handshake can be seen: TCP's real listeners, as a mode or as decoys. */
export function seesHandshakes({ tcp }: Config): boolean {
  if (tcp.mode === 'connect') return countPorts(watchedRanges(tcp)) > 0;
  return decoysOf(tcp) !== '';
}

/**
 * The value in effect of `jails.unverified.enabled`: "auto" is on with stealth or advanced mode for TCP or UDP, where a
 * ban can let go what this host began.
 * @param canSpare whether it can here; where no host is looked at it is taken to
 */
export function unverifiedEnabled(config: Config, canSpare = true): boolean {
  const { enabled } = config.jails.unverified;
  return enabled === 'auto' ? capturing(config) && canSpare : enabled;
}

/** The value in effect of `jails.prefix.enabled`: "auto" is on when networks are named. */
export const prefixEnabled = ({ trigger, jails }: Config): boolean =>
  jails.prefix.enabled === 'auto' ? trigger.ipv6Prefix !== 0 : jails.prefix.enabled === true;

/** The value in effect of `jails.fleet.enabled`: "auto" is on when what others tell is to be banned. */
export const fleetEnabled = ({ fleet, jails }: Pick<Config, 'fleet' | 'jails'>): boolean =>
  jails.fleet.enabled === 'auto' ? isInFleet({ fleet }) && fleet.accept === true : jails.fleet.enabled;

/** Whether anything is shared at all. */
export const isInFleet = ({ fleet }: Pick<Config, 'fleet'>): boolean => fleet.servers.length > 0;
