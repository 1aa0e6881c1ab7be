import type { Prefix } from '../net/address.ts';
import { type PortRange, portsIn } from '../net/ports.ts';
import type { Protocol } from '../probe.ts';
import type { Ran, RanPieces } from '../util/program.ts';
import { type Landing, landingOf } from './landings.ts';
import { readable, saidBy } from './read/here.ts';
import {
  type Addresses,
  type Condition,
  type Family,
  familyOf,
  once,
  type Rule,
  type Ruleset,
} from './read/ruleset.ts';

/** What a packet must be to be redirected; what is absent may be anything. Conditions that we do not know only narrow it. */
export interface Match {
  readonly family?: Family;
  readonly protocols?: readonly Protocol[];
  readonly ports?: readonly PortRange[];
  /** It is in all of them. */
  readonly targets?: readonly Addresses[];
}

/** A match as plain data. */
export interface Redirection extends Omit<Match, 'targets'> {
  readonly targets?: readonly (readonly Prefix[])[];
}

/** What is redirected, and what we could not tell. */
export interface Redirections {
  readonly matches: readonly Redirection[];
  readonly landings: readonly Landing[];
  readonly unclear: readonly string[];
}

/** The redirections of this host, from what `ranAside` returns. */
export function redirectionsIn(ran: readonly (Ran | RanPieces)[]): Redirections {
  const said = saidBy(ran);
  const missing = said.length === 0 ? ['neither nft nor iptables-save is installed'] : [];
  const unread = said.flatMap(({ program, rules }) =>
    rules instanceof Error ? [`${program}: ${rules.message}`] : [],
  );
  const known = readable(said).map(redirectionsOf);
  return {
    matches: known.flatMap(({ matches }) => matches),
    landings: known.flatMap(({ landings }) => landings),
    unclear: [...missing, ...unread, ...known.flatMap(({ unclear }) => unclear)],
  };
}

/** Chains nest 16 deep at most (NFT_JUMP_STACK_SIZE), and rules that we look at are bounded, as jumps can multiply. */
const deepest = 16;
const most = 100_000;

/** Follows every jump from where packets come in, and collects what is redirected on the way. */
export function redirectionsOf({ chains, bases }: Ruleset): Redirections {
  const matches: Match[] = [];
  const landings: Landing[] = [];
  const unclear = new Set<string>();
  const steps = new Map([...chains].map(([name, rules]) => [name, once(() => stepsOf(rules, chains))]));
  let left = most;
  const walk = (chain: string, above: Match, depth: number): void => {
    for (const { match, end } of steps.get(chain)?.() ?? []) {
      if (left-- <= 0 || depth > deepest) {
        unclear.add('too many jumps');
        return;
      }
      const both = intersection(above, match);
      if (both === undefined) continue;
      const landing = end.kind === 'redirect' && landingOf(end, both);
      if (landing) landings.push(landing);
      if (end.kind === 'jump' || end.kind === 'goto') walk(end.chain, both, depth + 1);
      else if (end.kind === 'unclear') unclear.add(end.what);
      // A rule for everything, narrowed by a condition that we do not know: taking it at its word would blind us.
      else if (isEverything(both)) unclear.add(`a rule in chain ${chain} names neither port nor address`);
      else matches.push(both);
    }
  };
  for (const base of bases.filter(({ hook }) => hook === 'prerouting' || hook === 'ingress')) {
    const family = familyOf(base);
    walk(base.chain, family === undefined ? {} : { family }, 0);
  }
  return { matches: matches.map(plain), landings, unclear: [...unclear] };
}

const plain = ({ targets, ...rest }: Match): Redirection =>
  targets === undefined ? rest : { ...rest, targets: targets.map(one => one.prefixes()) };

interface Step extends Pick<Rule, 'end'> {
  readonly match: Match;
}

/** The rules that lead on; all others, such as those of a long list of bans, are looked at once. */
function stepsOf(rules: readonly Rule[], chains: Ruleset['chains']): Step[] {
  const leadsOn = ({ end }: Rule): boolean =>
    'chain' in end ? chains.has(end.chain) : end.kind === 'redirect' || end.kind === 'unclear';
  return rules.filter(leadsOn).flatMap(({ conditions, end }) => {
    let match: Match | undefined = {};
    for (const condition of conditions) match = match && intersection(match, matchOf(condition));
    return match === undefined ? [] : [{ match, end }];
  });
}

/** An excluded address is not taken from the rest: too many ports left alone is the safe side. */
function matchOf(condition: Condition): Match {
  const { negated } = condition;
  if (condition.field === 'port') return { ports: negated ? complement(condition.values) : condition.values };
  if (condition.field === 'protocol')
    return { protocols: (['tcp', 'udp'] as const).filter(one => condition.values.includes(one) !== negated) };
  if (negated) return {};
  const [family] = condition.field === 'family' ? condition.values : [];
  if (condition.field === 'family') return condition.values.length === 1 && family ? { family } : {};
  return condition.field === 'target' && condition.values.isWhole() ? { targets: [condition.values] } : {};
}

const isEverything = ({ ports, targets = [] }: Match): boolean =>
  ports === undefined && targets.every(target => target.isFamily());

/** Undefined when nothing can match both. */
export function intersection(a: Match, b: Match): Match | undefined {
  const family = a.family ?? b.family;
  const protocols = meet(a.protocols, b.protocols, (x, y) => x.filter(one => y.includes(one)));
  const ports = meet(a.ports, b.ports, commonPorts);
  const targets = meet(a.targets, b.targets, (x, y) => [...x, ...y]);
  if (b.family !== undefined && b.family !== family) return undefined;
  if (protocols?.length === 0 || ports?.length === 0) return undefined;
  return {
    ...(family && { family }),
    ...(protocols && { protocols }),
    ...(ports && { ports }),
    ...(targets && { targets }),
  };
}

const meet = <T>(a: T | undefined, b: T | undefined, both: (x: T, y: T) => T): T | undefined =>
  a === undefined || b === undefined ? (a ?? b) : both(a, b);

const commonPorts = (a: readonly PortRange[], b: readonly PortRange[]): PortRange[] =>
  complement([...complement(a), ...complement(b)]);

/** Every port, where there are so many at most; undefined where there are more, or where any port will do. */
export function portsWithin(ranges: readonly PortRange[] | undefined, most: number): number[] | undefined {
  if (ranges === undefined || ranges.reduce((sum, [a, b]) => sum + b - a + 1, 0) > most) return undefined;
  return portsIn(ranges);
}

/** Every port but these: what a negated match asks for. */
export function complement(ranges: readonly PortRange[]): PortRange[] {
  const free: PortRange[] = [];
  let next = 0;
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (next < first) free.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  if (next <= 65535) free.push([next, 65535]);
  return free;
}
