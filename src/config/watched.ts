import { type PortRange, parsePortRanges, portsIn, portsOf } from '../net/ports.ts';
import type { Config } from './schema/schema.ts';

type Mode = Config['tcp']['mode'];
type Modes = Readonly<Record<'tcp' | 'udp', { readonly mode: Mode }>>;

/** Whether single packets to ports that nobody opens are looked at: stealth or advanced mode, asked here alone. */
export const isCapture = (mode: Mode): boolean => mode === 'stealth' || mode === 'advanced';

/** Whether single packets are looked at: in connect mode nothing else than a UDP datagram is one. */
export const capturing = ({ tcp, udp }: Modes): boolean => isCapture(tcp.mode) || isCapture(udp.mode);

/** The port ranges that a protocol's mode watches, as the config has them; none when it is off. */
export function watchedRanges({
  mode,
  ports,
  below,
}: Pick<Config['tcp'], 'mode' | 'ports' | 'below'>): PortRange[] {
  if (mode === 'off') return [];
  return mode === 'advanced' ? [[1, below - 1]] : parsePortRanges(ports);
}

/** The part of a protocol's settings that says which ports are watched. */
type Ports = Pick<Config['tcp'], 'mode' | 'ports' | 'below' | 'exclude'>;

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

/** The port lists that real sockets are opened for: connect mode's, and TCP's decoys beside stealth or advanced mode. */
export function openedPorts({ tcp, udp }: Pick<Config, 'tcp' | 'udp'>): { tcp: string; udp: string } {
  return {
    tcp: tcp.mode === 'connect' ? tcp.ports : decoysOf(tcp),
    udp: udp.mode === 'connect' ? udp.ports : '',
  };
}

/** True when neither TCP nor UDP has a port to watch, decoys included. */
export function watchesNothing({ tcp, udp }: Pick<Config, 'tcp' | 'udp'>): boolean {
  return decoysOf(tcp) === '' && countOf([...watchedRanges(tcp), ...watchedRanges(udp)]) === 0;
}

/** How many ports the ranges hold. */
export const countOf = (ranges: readonly PortRange[]): number =>
  ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** True when a finished handshake can be seen: TCP's real listeners, as a mode or as decoys. */
export function seesHandshakes({ tcp }: Config): boolean {
  if (tcp.mode === 'connect') return countOf(watchedRanges(tcp)) > 0;
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
