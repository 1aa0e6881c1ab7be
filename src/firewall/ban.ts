import type { Address, Prefix } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import { familyOfSource, fateOf, type Packet } from './fate.ts';
import { type Condition, once, type Ruleset } from './read/ruleset.ts';

/**
 * Whether a host is kept out where a stranger is not: `late` when another rule lets it in before the one that would drop
 * it, `unknown` when it hangs on something that we cannot tell.
 */
export type Ban = 'in force' | 'late' | 'absent' | 'unknown';

/** What packets to this host pass, and those that it sends on. */
const toUs = ['ingress', 'prerouting', 'input'];
const onward = ['ingress', 'prerouting', 'forward'];

/** So many bans are followed through all rules; of more it is only asked whether a rule names them. */
const mostFollowed = 500;

/** Asks rules for bans, one host after another. */
export function bansIn(rulesets: readonly Ruleset[]): (source: Address) => Ban {
  const named = once(() => sourcesIn(rulesets));
  const ports = once(() => portsIn(rulesets));
  let followed = 0;
  return source => {
    const { set, isWhole } = named();
    if (!set.has(source) && isWhole) {
      const anybody: Packet = { source: familyOfSource(source), protocol: 'tcp', port: undefined };
      const fate = fateOf(rulesets, anybody, toUs);
      return fate === 'dropped' ? 'in force' : 'absent';
    }
    if (followed++ >= mostFollowed) return set.has(source) ? 'in force' : 'unknown';
    const found = (['tcp', 'udp'] as const).map(protocol => {
      const packets = [undefined, ...ports()].map((port): Packet => ({ source, protocol, port }));
      return banOn(rulesets, packets);
    });
    const ban = order.find(one => found.includes(one)) ?? 'absent';
    return ban === 'absent' && ports().length > mostPorts ? 'unknown' : ban;
  };
}

const order: readonly Ban[] = ['in force', 'late', 'unknown', 'absent'];

/** The first packet stands for all ports. */
function banOn(rulesets: readonly Ruleset[], packets: readonly Packet[]): Ban {
  const isOut = (packet: Packet): boolean => isKeptOut(rulesets, packet, toUs);
  if (packets.some(isOut) || packets.slice(0, 1).some(packet => isKeptOut(rulesets, packet, onward)))
    return 'in force';
  const open = packets.filter(packet => fateOf(rulesets, stranger(packet), toUs) !== 'dropped');
  if (open.length === 0) return 'in force';
  if (open.some(packet => isLate(rulesets, packet))) return 'late';
  return open.some(packet => packet.port !== undefined && fateOf(rulesets, packet, toUs) === 'unknown')
    ? 'unknown'
    : 'absent';
}

/** Whether a packet comes in by a rule that stands before one that drops this host alone. */
export const isLate = (rulesets: readonly Ruleset[], packet: Packet): boolean =>
  fateOf(rulesets, packet, toUs) === 'accepted' && isKeptOut(rulesets, packet, toUs, false);

/** Dropped, where a stranger's is not. */
const isKeptOut = (
  rulesets: readonly Ruleset[],
  packet: Packet,
  hooks: readonly string[],
  accepts = true,
): boolean =>
  fateOf(rulesets, packet, hooks, accepts) === 'dropped' &&
  fateOf(rulesets, stranger(packet), hooks, accepts) !== 'dropped';

const stranger = (packet: Packet): Packet => ({ ...packet, source: familyOfSource(packet.source) });

/** Every source that a rule has a word for. */
function sourcesIn(rulesets: readonly Ruleset[]) {
  const sources = new Set(
    conditionsIn(rulesets).flatMap(one => (one.field === 'source' ? [one.values] : [])),
  );
  const all = [...sources];
  return {
    set: prefixSet(all.flatMap(one => [...one.prefixes()])),
    isWhole: all.every(one => one.isWhole()),
  };
}

/** Whether a rule or a set has exactly this host or network. */
export const namesExactly = (rulesets: readonly Ruleset[], { address, length }: Prefix): boolean =>
  conditionsIn(rulesets).some(
    one =>
      one.field === 'source' &&
      one.values
        .prefixes()
        .some(prefix => prefix.length === length && prefix.address.join() === address.join()),
  );

/** More ports than these are not tried; the last stands for those that no rule names. */
const mostPorts = 30;

function portsIn(rulesets: readonly Ruleset[]): number[] {
  const named = conditionsIn(rulesets).flatMap(one =>
    one.field === 'port' ? one.values.map(([first]) => first) : [],
  );
  return [...new Set([22, ...named])].slice(0, mostPorts).concat(1);
}

const conditionsIn = (rulesets: readonly Ruleset[]): Condition[] =>
  rulesets.flatMap(({ chains }) => [...chains.values()].flat().flatMap(({ conditions }) => conditions));
