import type { Address } from '../net/address.ts';
import { isIPv4 } from '../net/address.ts';
import type { Protocol } from '../probe.ts';
import { type Base, type Condition, type Family, familyOf, type Rule, type Ruleset } from './read/ruleset.ts';

/** The first packet of a connection from outside, to one of this host's addresses. */
export interface Packet {
  /** A family stands for somebody in it for whom no rule has a word. */
  readonly source: Address | Family;
  readonly protocol: Protocol;
  /** Undefined for any. */
  readonly port: number | undefined;
  /** The interface by which it comes in; undefined for one that we do not know. */
  readonly device?: string | undefined;
}

/** What becomes of a packet; `unknown` where it hangs on something that we cannot tell. */
export type Fate = 'accepted' | 'dropped' | 'unknown';

/** Jumps nest 16 deep at most (NFT_JUMP_STACK_SIZE). */
const deepest = 16;

/**
 * Follows a packet through every chain at these hooks: one that drops it is enough.
 * @param accepts false to pass over every rule that lets packets in, and over policies: what do rules drop?
 */
export function fateOf(
  rulesets: readonly Ruleset[],
  packet: Packet,
  hooks: readonly string[],
  accepts = true,
): Fate {
  const fates = rulesets.flatMap(({ chains, bases }) =>
    bases
      .filter(base => hooks.includes(base.hook) && sees(base, packet))
      .map(({ chain, drops }): Fate => {
        const walk = { chains, packet, accepts, doubt: false };
        const fate = through(walk, chain, 0) ?? (drops && accepts ? 'dropped' : 'accepted');
        return fate === 'accepted' && walk.doubt ? 'unknown' : fate;
      }),
  );
  if (fates.includes('dropped')) return 'dropped';
  return fates.includes('unknown') ? 'unknown' : 'accepted';
}

/** Frames of ARP, and those that a bridge passes on, are no packets to this host. */
function sees(base: Base, { source }: Packet): boolean {
  const family = familyOf(base);
  if (family === undefined) return base.family === 'inet' || base.family === 'netdev';
  return family === familyOfSource(source);
}

export const familyOfSource = (source: Address | Family): Family =>
  typeof source === 'number' ? source : isIPv4(source) ? 4 : 6;

interface Walk {
  readonly chains: Ruleset['chains'];
  readonly packet: Packet;
  readonly accepts: boolean;
  /** A rule on the way may have dropped the packet. */
  doubt: boolean;
}

/** Undefined where the chain ends without a verdict. */
function through(walk: Walk, name: string, depth: number): Fate | undefined {
  if (depth > deepest) return 'unknown';
  for (const { conditions, end } of walk.chains.get(name) ?? []) {
    if (end.kind === 'nothing') continue;
    const answer = all(conditions, walk.packet);
    if (answer === 'no') continue;
    if (end.kind === 'return') return answer === 'yes' ? undefined : 'unknown';
    const fate = endOf(end, walk, depth);
    if (answer === 'yes' && (fate !== undefined || end.kind === 'goto')) return fate;
    if (fate === 'dropped') walk.doubt = true;
    else if (fate !== undefined) return 'unknown';
  }
  return undefined;
}

function endOf(end: Rule['end'], walk: Walk, depth: number): Fate | undefined {
  if (end.kind === 'accept') return walk.accepts ? 'accepted' : undefined;
  if (end.kind === 'drop') return 'dropped';
  if (end.kind === 'queue' || end.kind === 'unclear') return 'unknown';
  return 'chain' in end ? through(walk, end.chain, depth + 1) : undefined;
}

/** Whether conditions hold for a packet; `maybe` where they ask what we cannot tell. */
type Answer = 'yes' | 'no' | 'maybe';

function all(conditions: readonly Condition[], packet: Packet): Answer {
  let answer: Answer = 'yes';
  for (const condition of conditions) {
    const one = holds(condition, packet);
    if (one === 'maybe') answer = one;
    else if ((one === 'yes') === condition.negated) return 'no';
  }
  return answer;
}

const answerOf = (isSo: boolean): Answer => (isSo ? 'yes' : 'no');

/** Without its negation. */
function holds(condition: Condition, { source, protocol, port, device }: Packet): Answer {
  switch (condition.field) {
    case 'family':
      return answerOf(condition.values.includes(familyOfSource(source)));
    case 'protocol':
      return answerOf(condition.values.includes(protocol));
    case 'port':
      if (port === undefined) return 'maybe';
      return answerOf(condition.values.some(([first, last]) => first <= port && port <= last));
    case 'state':
      return answerOf(condition.values.includes('new'));
    case 'kind':
      return answerOf(condition.values.includes('local'));
    case 'interface':
      if (condition.values.every(name => name === 'lo')) return 'no';
      return device === undefined ? 'maybe' : isNamed(condition.values, device);
    case 'source':
      if (typeof source === 'number' ? condition.values.isFamily() : condition.values.has(source))
        return 'yes';
      return condition.values.isWhole() ? 'no' : 'maybe';
    case 'target':
    case 'unknown':
      return 'maybe';
  }
}

/** `eth+` of iptables and `eth*` of nft stand for every name that begins so; a number is an index. */
function isNamed(names: readonly unknown[], device: string): Answer {
  const texts = names.filter(name => typeof name === 'string');
  const fits = (name: string): boolean =>
    /[+*]$/.test(name) ? device.startsWith(name.slice(0, -1)) : name === device;
  if (texts.some(fits)) return 'yes';
  return texts.length === names.length ? 'no' : 'maybe';
}
