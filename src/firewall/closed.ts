import type { Base, Rule, Ruleset } from './read/ruleset.ts';

/** The chains that packets to this host pass and that turn strangers away: by their policy, or by a rule for everybody. */
export const closedChains = ({ chains, bases }: Ruleset): Base[] =>
  bases
    .filter(({ hook, type }) => hook === 'input' && type === 'filter')
    .filter(base => base.drops || (chains.get(base.chain) ?? []).some(closingIn(chains)));

/**
 * True for a rule that turns away and asks for no more than an interface, a family or a protocol, or that leads to such a
 * rule. To be asked of the rules of one chain, in their order: chains that were looked into are not looked into again.
 */
function closingIn(chains: Ruleset['chains']): (rule: Rule) => boolean {
  const seen = new Set<string>();
  return rule => {
    const waiting = [rule];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { end } = next;
      if (end.kind === 'drop' && next.conditions.every(({ field }) => general.has(field))) return true;
      if (!('chain' in end) || seen.has(end.chain)) continue;
      seen.add(end.chain);
      for (const one of chains.get(end.chain) ?? []) waiting.push(one);
    }
    return false;
  };
}

/** What a scanner's packets meet as all others do. */
const general = new Set(['interface', 'family', 'protocol']);

/** A chain of nft by names that a shell takes as they are. */
export interface InputChain {
  readonly family: 'inet' | 'ip' | 'ip6';
  readonly table: string;
  readonly name: string;
}

/** What most hosts call it, nft(8)'s own examples among them. */
export const usualChain: InputChain = { family: 'inet', table: 'filter', name: 'input' };

/** The closed chains that nft is to open; those that iptables-nft keeps are left to iptables. */
export const closedOfNft = (rules: Ruleset): InputChain[] =>
  closedChains(rules)
    .flatMap(inputChain)
    .filter(({ family, table, name }) => family === 'inet' || table !== 'filter' || name !== 'INPUT');

/** The names go into a shell: nft lets nobody give others, but the kernel does. */
function inputChain({ family, table, name }: Base): InputChain[] {
  if (family !== 'inet' && family !== 'ip' && family !== 'ip6') return [];
  const safe = /^[A-Za-z_][\w./-]*$/;
  return safe.test(table) && safe.test(name) ? [{ family, table, name }] : [];
}

/** The number, from 1, of the first place of iptables' chain INPUT behind the jumps to Fail2ban's chains. */
export function placeBehindBans({ chains, bases }: Ruleset): number {
  const base = bases.find(({ table, name }) => table === 'filter' && name === 'INPUT');
  const input = chains.get(base?.chain ?? '') ?? [];
  const first = input.findIndex(closingIn(chains));
  const before = first < 0 ? input : input.slice(0, first);
  return before.findLastIndex(({ end }) => 'chain' in end && / f2b-\S+$/.test(end.chain)) + 2;
}
