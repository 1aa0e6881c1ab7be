import { compareAddresses } from '../net/address.ts';
import type { PrefixSet } from '../net/prefix-set.ts';
import type { Probe } from '../probe.ts';

/** Who is spared: a probe from such a host is an observation and never a ban. */
export interface Spared {
  /** The config's addresses and ignore files. */
  readonly ignored: PrefixSet;
  /** This host's own addresses, now. */
  readonly own: PrefixSet;
}

/** Why the source of a probe is spared, or undefined when it is not. */
export function spare(probe: Probe, spared: Spared): 'ignored' | 'protected' | undefined {
  if (spared.ignored.has(probe.source)) return 'ignored';
  // Who sends from the very address it touches is this host, even before the address is in the set.
  const own = compareAddresses(probe.source, probe.target) === 0 || spared.own.has(probe.source);
  return own ? 'protected' : undefined;
}
