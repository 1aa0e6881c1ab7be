import { compareAddresses, isIPv4, maskAddress, type Prefix } from '../net/address.ts';
import type { PortRange } from '../net/ports.ts';
import type { Protocol } from '../probe.ts';

/** What a rule asks of a packet; what is absent may be anything. Conditions that we do not know only narrow it. */
export interface Match {
  readonly protocols?: readonly Protocol[];
  readonly ports?: readonly PortRange[];
  readonly targets?: readonly Prefix[];
}

/** A firewall rule as far as it can send a packet elsewhere. */
export interface Rule {
  readonly match: Match;
  /** `unknown`: it redirects in a way that we cannot read. */
  readonly action: { kind: 'redirect' } | { kind: 'jump'; chain: string } | { kind: 'unknown'; what: string };
}

export interface Ruleset {
  /** By a name that is unique in the set. */
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
  /** Chains that packets from outside enter. */
  readonly entries: readonly string[];
}

/** What is redirected, and what we could not tell. */
export interface Redirections {
  readonly matches: readonly Match[];
  readonly unclear: readonly string[];
}

/** Chains nest 16 deep at most (NFT_JUMP_STACK_SIZE), and rules that we look at are bounded, as jumps can multiply. */
const deepest = 16;
const most = 100_000;

/** Follows every jump from the entries and collects what is redirected on the way. */
export function redirectionsOf({ chains, entries }: Ruleset): Redirections {
  const matches: Match[] = [];
  const unclear = new Set<string>();
  let left = most;
  const walk = (chain: string, above: Match, depth: number): void => {
    for (const { match, action } of chains.get(chain) ?? []) {
      if (left-- <= 0 || depth > deepest) {
        unclear.add('too many jumps');
        return;
      }
      const both = intersection(above, match);
      if (both === undefined) continue;
      if (action.kind === 'jump') walk(action.chain, both, depth + 1);
      else if (action.kind === 'unknown') unclear.add(action.what);
      // A rule for everything, narrowed by a condition that we do not know: taking it at its word would blind us.
      else if (isEverything(both)) unclear.add(`a rule in chain ${chain} names neither port nor address`);
      else matches.push(both);
    }
  };
  for (const entry of entries) walk(entry, {}, 0);
  return { matches, unclear: [...unclear] };
}

const isEverything = ({ ports, targets }: Match): boolean =>
  ports === undefined && (targets === undefined || targets.some(isFamily));

/** 0.0.0.0/0 or ::/0: what a table of one family sees. */
const isFamily = ({ address, length }: Prefix): boolean => length <= (isIPv4(address) ? 96 : 0);

/** Undefined when nothing can match both. */
export function intersection(a: Match, b: Match): Match | undefined {
  const protocols = meet(a.protocols, b.protocols, (x, y) => (x === y ? x : undefined));
  const ports = meet(a.ports, b.ports, commonPorts);
  const targets = meet(a.targets, b.targets, narrower);
  if ([protocols, ports, targets].some(list => list?.length === 0)) return undefined;
  return { ...(protocols && { protocols }), ...(ports && { ports }), ...(targets && { targets }) };
}

function meet<T>(
  a: readonly T[] | undefined,
  b: readonly T[] | undefined,
  common: (x: T, y: T) => T | undefined,
): readonly T[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.flatMap(x => b.map(y => common(x, y)).filter(both => both !== undefined));
}

function commonPorts([a, b]: PortRange, [c, d]: PortRange): PortRange | undefined {
  const [first, last] = [Math.max(a, c), Math.min(b, d)];
  return first <= last ? [first, last] : undefined;
}

function narrower(a: Prefix, b: Prefix): Prefix | undefined {
  if (isIPv4(a.address) !== isIPv4(b.address)) return undefined;
  const [wide, narrow] = a.length <= b.length ? [a, b] : [b, a];
  return compareAddresses(maskAddress(narrow.address, wide.length), wide.address) === 0 ? narrow : undefined;
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
