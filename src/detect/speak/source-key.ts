import { formatSource } from '../../log/line.ts';
import { isIPv4 } from '../../net/address.ts';
import type { Probe } from '../../probe.ts';

/**
 * Tells sources and networks apart, for a map. In a flood this is asked for every packet: nearly all have IPv4 addresses,
 * and a number is made and found faster than a text.
 */
export const sourceKey = ({ source, prefix }: Pick<Probe, 'source' | 'prefix'>): string | number =>
  prefix === undefined && isIPv4(source) ? source[3] : formatSource({ source, prefix });
