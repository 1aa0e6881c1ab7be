import { isIPv4, type Prefix } from '../../net/address.ts';
import type { PortRange } from '../../net/ports.ts';
import { type PrefixSet, prefixSet } from '../../net/prefix-set.ts';

/** The rules of this host as one program printed them, no matter who wrote them. */
export interface Ruleset {
  /** By family, table and name: "ip nat PREROUTING". */
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
  readonly bases: readonly Base[];
}

/** A chain that the kernel enters by itself. */
export interface Base {
  readonly chain: string;
  /** As nft(8) has it: ip, ip6, inet, bridge, arp, netdev. */
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** filter, nat or route; of iptables its table. */
  readonly type: string;
  /** prerouting, input, forward, ... */
  readonly hook: string;
  /** Whether a packet that reaches its end is dropped. */
  readonly drops: boolean;
}

/** All conditions hold, then the end comes; in the order in which the kernel asks. */
export interface Rule {
  readonly conditions: readonly Condition[];
  readonly end: End;
}

/** What a rule asks of a packet. `unknown` stands for all that we do not read, and may hold or not. */
export type Condition = { readonly negated: boolean } & (
  | { readonly field: 'family'; readonly values: readonly Family[] }
  | { readonly field: 'protocol' | 'interface' | 'state' | 'kind'; readonly values: readonly unknown[] }
  | { readonly field: 'port'; readonly values: readonly PortRange[] }
  | { readonly field: 'source' | 'target'; readonly values: Addresses }
  | { readonly field: 'unknown' }
);

export type Family = 4 | 6;

/** What a rule does with a packet; a chain is named as in `Ruleset.chains`. */
export type End =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'nothing' | 'queue' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** Another port, or the host `to`; `ports` are those there, the same where they are left out. */
  | { readonly kind: 'redirect'; readonly to?: string; readonly ports?: readonly PortRange[] }
  /** It may send packets elsewhere, in a way that we cannot read. */
  | { readonly kind: 'unclear'; readonly what: string };

export const unknown: Condition = { field: 'unknown', negated: false };

/** The family whose packets a base chain sees; undefined for both. */
export const familyOf = ({ family }: Pick<Base, 'family'>): Family | undefined =>
  family === 'ip' ? 4 : family === 'ip6' ? 6 : undefined;

/** The addresses of a rule, or of a named set that many rules share. */
export interface Addresses extends Pick<PrefixSet, 'has'> {
  /** Those that could be read. */
  prefixes(): readonly Prefix[];
  /** False where there are more than could be read. */
  isWhole(): boolean;
  /** Whether they are a whole family, or more. */
  isFamily(): boolean;
}

/** @param read gives undefined for each that it cannot read; called when somebody asks, and once */
export function addresses(read: () => readonly (Prefix | undefined)[]): Addresses {
  const all = once(read);
  const prefixes = once(() => all().filter(prefix => prefix !== undefined));
  const set = once(() => prefixSet(prefixes()));
  return {
    has: address => set().has(address),
    prefixes,
    isWhole: () => prefixes().length === all().length,
    isFamily: () => prefixes().some(({ address, length }) => length <= (isIPv4(address) ? 96 : 0)),
  };
}

/**
 * What flags of TCP come to: the first packet of a connection has SYN and none of the others (RFC 9293, 3.5).
 * @param mask those that are looked at, "fin,syn,rst,ack"
 * @param wanted those of them that have to be set
 */
export function flagsAsked(mask: string, wanted: string): Condition {
  const seen = mask.split(',').filter(flag => flag === 'syn');
  const isFirst =
    wanted
      .split(',')
      .filter(flag => flag !== '')
      .join() === seen.join();
  return { field: 'state', negated: false, values: [isFirst ? 'new' : 'established'] };
}

/** A set that is not listed. */
export const unlisted = addresses(() => [undefined]);

/** What `make` makes, made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Adds to the list of a key. */
export function pushTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
