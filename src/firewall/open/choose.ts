import { runProgram } from '../../util/program.ts';
import { closedChains, closedOfNft, type InputChain, placeBehindBans, usualChain } from '../closed.ts';
import { isOfNft, readableOf, readRules, type Said, type Variant } from '../read/here.ts';
import { toolWorks } from '../tools.ts';
import type { InputPosition } from './iptables.ts';

export const tools = ['nft', 'iptables', 'ufw', 'firewalld'] as const;
export type Tool = (typeof tools)[number];

/** What was found on this host. */
export interface Found {
  readonly firewalld: boolean;
  readonly ufw: boolean;
  readonly said: readonly Said[];
  /** Which one `iptables` is here. */
  readonly usual: Variant;
}

/** Looks at the firewalls of this host; changes nothing. */
export const lookAtFirewalls = (): Found => ({
  firewalld: toolWorks('firewalld'),
  ufw: toolWorks('ufw'),
  said: readRules(),
  usual: runProgram('iptables', ['-V']).out.includes('legacy') ? 'legacy' : 'nft',
});

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
  if (closedVariants(found).length > 0)
    chosen.push({ tool: 'iptables', why: 'the chain INPUT of iptables here turns packets away' });
  return chosen.length > 0 ? chosen : [fallback(found)];
}

function fallback({ said }: Found): Choice {
  const none = 'no firewall that turns packets away was found here';
  const nft = said.find(isOfNft)?.rules;
  if (nft !== undefined && !(nft instanceof Error)) return { tool: 'nft', why: none };
  if (said.some(({ rules }) => !(rules instanceof Error))) return { tool: 'iptables', why: none };
  return { tool: 'nft', why: `the rules here cannot be read (${whyUnread(nft)})` };
}

const whyUnread = (nft: Said['rules'] | undefined): string =>
  nft instanceof Error ? nft.message : 'nft is not installed';

/** The chains that nft rules go to, and what to know about that choice. */
export function nftTargets(found: Found): { chains: InputChain[]; notes: string[] } {
  const chains = chainsOf(found);
  if (chains.length > 0) return { chains, notes: [] };
  const nft = found.said.find(isOfNft)?.rules;
  const why =
    nft === undefined || nft instanceof Error
      ? `nft list ruleset cannot be read here (${whyUnread(nft)})`
      : 'nft list ruleset shows no input chain of nft that turns packets away';
  return {
    chains: [usualChain],
    notes: [`${why}: ${nameOf(usualChain)} is the usual one, put yours in its place.`],
  };
}

/** Where iptables rules go: into each iptables that turns packets away, or else the usual one. */
export function iptablesPlaces(found: Found): InputPosition[] {
  const closed = closedVariants(found);
  return (closed.length > 0 ? closed : [found.usual]).flatMap(variant => {
    const suffix = variant === found.usual || variant === 'usual' ? '' : `-${variant}`;
    return (['ip', 'ip6'] as const).map(family => {
      const rules = found.said.find(said => said.variant === variant && said.family === family)?.rules;
      const position = rules === undefined || rules instanceof Error ? 1 : placeBehindBans(rules);
      return { program: `${family === 'ip' ? 'iptables' : 'ip6tables'}${suffix}`, position };
    });
  });
}

/** firewalld's own table is firewalld's to change. */
const chainsOf = ({ said, firewalld }: Found): InputChain[] =>
  readableOf(said, isOfNft)
    .flatMap(closedOfNft)
    .filter(({ table }) => !(firewalld && table === 'firewalld'));

/** firewalld and ufw write rules of the usual iptables themselves, which are theirs to change. */
const closedVariants = ({ said, firewalld, ufw, usual }: Found): Variant[] => {
  const closed = said.flatMap(({ variant, rules }) =>
    variant === undefined || rules instanceof Error || closedChains(rules).length === 0 ? [] : [variant],
  );
  return [...new Set(closed)].filter(
    variant => !(firewalld || ufw) || (variant !== usual && variant !== 'usual'),
  );
};

const nameOf = ({ family, table, name }: InputChain): string => `chain ${family} ${table} ${name}`;
