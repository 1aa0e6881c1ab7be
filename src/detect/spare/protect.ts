import { compareAddresses, maskInto, type Prefix } from '../../net/address.ts';
import type { Probe } from '../../probe.ts';
import type { Spared } from '../rules.ts';

/** Why the source of a probe is spared, or undefined when it is not. */
export function spare(probe: Probe, spared: Spared): 'ignored' | 'protected' | undefined {
  if (spared.ignored.has(probe.source, probe)) return 'ignored';
  // Who sends from the very address it touches is this host, even before the address is in the set.
  const own = compareAddresses(probe.source, probe.target) === 0 || spared.own.has(probe.source);
  return own || spared.hosts.has(probe.source) ? 'protected' : undefined;
}

/** Whether a whole network must not be named for a probe: somebody in it is spared, or the target, which is this host, is in it. */
export const holdsSpared = (
  prefix: Prefix,
  { target, time }: Pick<Probe, 'target' | 'time'>,
  { ignored, own, hosts }: Spared,
): boolean => {
  maskInto(around, target, prefix.length);
  if (compareAddresses(around, prefix.address) === 0) return true;
  return ignored.meets(prefix, time) || own.meets(prefix) || hosts.meets(prefix);
};

/** The network of the target: a list would have to be made for each probe. */
const around: [number, number, number, number] = [0, 0, 0, 0];

/**
 * The last question before a ban-grade line: a forged packet must not cut off a host that we are talking with, or were a
 * moment ago. A finished handshake is not forged, and anybody can hold a connection open: it shields from nothing else.
 * @param touched when the source would have been named had nothing kept it waiting: no wait turns a scan's own handshakes
 *   into those of a client
 */
export const shield = (probe: Probe, spared: Spared, touched = probe.time): 'protected' | undefined =>
  probe.evidence === 'packet' && spared.isConnected?.(probe.source, probe.time, touched) === true
    ? 'protected'
    : undefined;
