import type { Proven } from '../proof/prove.ts';

/** By what the jails ban, and why by that: "bans by nftables (nft works here)". */
export function bansBy({ jails, banaction }: Pick<Proven, 'jails' | 'banaction'>): string {
  const { inherit = '', action = '' } = jails[0] ?? {};
  const means = inherit === '' ? action : `[DEFAULT] ${inherit.replace('default/', '')}`;
  return `bans by ${means} (${banaction})`;
}
