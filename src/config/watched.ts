import { type PortRange, parsePortRanges, portsIn, portsOf } from '../net/ports.ts';
import type { Config } from './schema/schema.ts';

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

/** The port lists that real sockets are opened for: connect mode's, and TCP's decoys beside stealth or advanced mode. */
export function openedPorts({ tcp, udp }: Pick<Config, 'tcp' | 'udp'>): { tcp: string; udp: string } {
  return {
    tcp: { connect: tcp.ports, stealth: tcp.decoys, advanced: tcp.decoys, off: '' }[tcp.mode],
    udp: udp.mode === 'connect' ? udp.ports : '',
  };
}

/** True when neither TCP nor UDP has a port to watch, decoys included. */
export function watchesNothing({ tcp, udp }: Pick<Config, 'tcp' | 'udp'>): boolean {
  const hasDecoys = tcp.decoys.trim() !== '' && (tcp.mode === 'stealth' || tcp.mode === 'advanced');
  return !hasDecoys && countOf([...watchedRanges(tcp), ...watchedRanges(udp)]) === 0;
}

/** How many ports the ranges hold. */
export const countOf = (ranges: readonly PortRange[]): number =>
  ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);

/** True when a finished handshake can be seen: TCP's real listeners, as a mode or as decoys. */
export function seesHandshakes({ tcp }: Config): boolean {
  if (tcp.mode === 'connect') return countOf(watchedRanges(tcp)) > 0;
  return tcp.mode !== 'off' && tcp.decoys.trim() !== '';
}

/** Whether single packets are looked at: in connect mode nothing else than a UDP datagram is one. */
export const capturing = ({ tcp, udp }: Pick<Config, 'tcp' | 'udp'>): boolean =>
  [tcp.mode, udp.mode].some(mode => mode === 'stealth' || mode === 'advanced');

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
