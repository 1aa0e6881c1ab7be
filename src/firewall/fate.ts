import type { Address } from '../net/address.ts';
import { isIPv4 } from '../net/address.ts';
import type { Protocol } from '../probe.ts';

/** Whether a rule's condition holds for a packet; `maybe` where it asks what we cannot tell. */
export type Answer = 'yes' | 'no' | 'maybe';

/** The first packet of a connection from outside, to one of this host's addresses. */
export interface Packet {
  readonly source: Address;
  readonly protocol: Protocol;
  readonly port: number;
}

export interface Rule {
  readonly asks: (packet: Packet) => Answer;
  readonly does:
    | { readonly kind: 'accept' | 'drop' | 'return' | 'nothing' }
    | { readonly kind: 'jump' | 'goto'; readonly chain: string };
}

/** A chain that the kernel enters by itself. */
export interface Entry {
  readonly chain: string;
  readonly hook: string;
  readonly drops: boolean;
  readonly family: 4 | 6 | undefined;
}

/** Every rule of the firewall, as far as it decides whether a packet comes in. */
export interface Filters {
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
  readonly entries: readonly Entry[];
}

/** What becomes of a packet; `unknown` where it hangs on something that we cannot tell. */
export type Fate = 'accepted' | 'dropped' | 'unknown';

/** Jumps nest 16 deep at most (NFT_JUMP_STACK_SIZE). */
const deepest = 16;

/** Follows a packet through every chain at these hooks: one that drops it is enough. */
export function fateOf({ chains, entries }: Filters, packet: Packet, hooks: readonly string[]): Fate {
  const family = isIPv4(packet.source) ? 4 : 6;
  const fates = entries
    .filter(entry => hooks.includes(entry.hook) && (entry.family ?? family) === family)
    .map(({ chain, drops }): Fate => {
      const walk = { chains, packet, doubt: false };
      const fate = through(walk, chain, 0) ?? (drops ? 'dropped' : 'accepted');
      return fate === 'accepted' && walk.doubt ? 'unknown' : fate;
    });
  if (fates.includes('dropped')) return 'dropped';
  return fates.includes('unknown') ? 'unknown' : 'accepted';
}

interface Walk {
  readonly chains: Filters['chains'];
  readonly packet: Packet;
  /** A rule on the way may have dropped the packet. */
  doubt: boolean;
}

/** Undefined where the chain comes to its end. */
function through(walk: Walk, name: string, depth: number): Fate | undefined {
  if (depth > deepest) return 'unknown';
  for (const { asks, does } of walk.chains.get(name) ?? []) {
    const answer = asks(walk.packet);
    if (answer === 'no' || does.kind === 'nothing') continue;
    if (does.kind === 'return') return answer === 'yes' ? undefined : 'unknown';
    const fate = endOf(does, walk, depth);
    if (answer === 'yes' && (fate !== undefined || does.kind === 'goto')) return fate;
    if (fate === 'dropped') walk.doubt = true;
    else if (fate !== undefined) return 'unknown';
  }
  return undefined;
}

function endOf(does: Rule['does'], walk: Walk, depth: number): Fate | undefined {
  if (does.kind === 'accept') return 'accepted';
  if (does.kind === 'drop') return 'dropped';
  return 'chain' in does ? through(walk, does.chain, depth + 1) : undefined;
}

/** What several conditions of one rule come to. */
export function every(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('maybe') ? 'maybe' : 'yes';
}

export const answerOf = (holds: boolean): Answer => (holds ? 'yes' : 'no');
