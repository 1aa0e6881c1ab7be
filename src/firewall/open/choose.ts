import { errorMessage } from '../../util/errors.ts';
import { closedChains, type InputChain, usualChain } from '../closed.ts';
import { readInput } from '../iptables-input.ts';
import type { Positions } from './iptables.ts';

export const tools = ['nft', 'iptables', 'ufw', 'firewalld'] as const;
export type Tool = (typeof tools)[number];

/** What was found on this host. A text that could not be read is the reason why, as an error. */
export interface Found {
  readonly firewalld: boolean;
  readonly ufw: boolean;
  /** What `nft -j list ruleset` prints. */
  readonly nft: string | Error;
  /** What iptables-save and ip6tables-save print. */
  readonly iptables: string | Error;
  readonly ip6tables: string | Error;
}

/** One firewall to be opened, and why it. */
export interface Choice {
  readonly tool: Tool;
  readonly why: string;
}

/** The firewalls to open: each that drops, since what one of them accepts another one may still drop. Never empty. */
export function chooseTools(found: Found): Choice[] {
  const chosen: Choice[] = [];
  if (found.firewalld) chosen.push({ tool: 'firewalld', why: 'firewalld runs here' });
  if (found.ufw) chosen.push({ tool: 'ufw', why: 'ufw is active here' });
  const chains = chainsOf(found);
  if (chains.length > 0)
    chosen.push({ tool: 'nft', why: `${chains.map(nameOf).join(' and ')} here turns packets away` });
  // Both write such rules themselves, which are theirs to change.
  if (!found.firewalld && !found.ufw && isClosed(found))
    chosen.push({ tool: 'iptables', why: 'the chain INPUT of iptables here turns packets away' });
  return chosen.length > 0 ? chosen : [fallback(found)];
}

function fallback({ nft, iptables }: Found): Choice {
  const said = 'no firewall that turns packets away was found here';
  if (!(nft instanceof Error)) return { tool: 'nft', why: said };
  if (!(iptables instanceof Error)) return { tool: 'iptables', why: said };
  return { tool: 'nft', why: `the rules here cannot be read (${errorMessage(nft)})` };
}

/** The chains that nft rules go to, and what to know about that choice. */
export function nftTargets(found: Found): { chains: InputChain[]; notes: string[] } {
  const chains = chainsOf(found);
  if (chains.length > 0) return { chains, notes: [] };
  const why =
    found.nft instanceof Error
      ? `nft list ruleset cannot be read here (${errorMessage(found.nft)})`
      : 'nft list ruleset shows no input chain of nft that turns packets away';
  return {
    chains: [usualChain],
    notes: [`${why}: ${nameOf(usualChain)} is the usual one, put yours in its place.`],
  };
}

/** Where iptables rules go. */
export function iptablesPositions(found: Found): Positions {
  const position = (text: string | Error): number => (text instanceof Error ? 1 : readInput(text).position);
  return { iptables: position(found.iptables), ip6tables: position(found.ip6tables) };
}

/** firewalld's own table is firewalld's to change. */
function chainsOf({ nft, firewalld }: Found): InputChain[] {
  if (nft instanceof Error) return [];
  return closedChains(nft).filter(({ table }) => !(firewalld && table === 'firewalld'));
}

const isClosed = ({ iptables, ip6tables }: Found): boolean =>
  [iptables, ip6tables].some(text => !(text instanceof Error) && readInput(text).closed);

const nameOf = ({ family, table, name }: InputChain): string => `chain ${family} ${table} ${name}`;
