import type { Address, Prefix } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';
import type { Protocol } from '../probe.ts';
import { type Fate, familyOfSource, fateOf, type Packet } from './fate.ts';
import { type Condition, once, type Ruleset } from './read/ruleset.ts';

/**
 * Whether a host is kept out where a stranger is not: `late` when another rule lets it in before the one that would drop
 * it, `onward` when only what goes on to others (containers) is dropped and this host itself stays open, `unknown` when it
 * hangs on something that we cannot tell.
 */
export type Ban = 'in force' | 'late' | 'onward' | 'absent' | 'unknown';

/** What packets to this host pass, and those that it sends on. */
const toUs = ['ingress', 'prerouting', 'input'];
const onward = ['ingress', 'prerouting', 'forward'];

/** So many bans are followed through all rules; of more it is only asked whether a rule names them. */
const mostFollowed = 500;

/** Asks rules for bans, one host after another. */
export function bansIn(rulesets: readonly Ruleset[]): (source: Address) => Ban {
  const named = once(() => sourcesIn(rulesets));
  const ports = once(() => portsIn(rulesets));
  const rules = compared(rulesets);
  let followed = 0;
  return source => {
    const { set, isWhole } = named();
    if (!set.has(source) && isWhole)
      return rules.letsIn({ source, protocol: 'tcp', port: undefined }) ? 'absent' : 'in force';
    if (followed++ >= mostFollowed) return set.has(source) ? 'in force' : 'unknown';
    const on = (protocol: Protocol): Ban | 'closed' =>
      banOn(
        rules,
        [undefined, ...ports()].map(port => ({ source, protocol, port })),
      );
    const [tcp, udp] = [on('tcp'), once(() => on('udp'))];
    const ban = order.find(one => one === tcp || one === udp()) ?? 'in force';
    return ban === 'absent' && ports().length > mostPorts ? 'unknown' : ban;
  };
}

const order: readonly Ban[] = ['in force', 'late', 'onward', 'unknown', 'absent'];

/** What becomes of packets, beside those of somebody in the same family for whom no rule has a word. */
interface Compared {
  /** Dropped, where the stranger's is not. */
  isKeptOut(packet: Packet, hooks: readonly string[], accepts?: boolean): boolean;
  /** Whether the stranger's may come in. */
  letsIn(packet: Packet): boolean;
  fate(packet: Packet): Fate;
}

function compared(rulesets: readonly Ruleset[]): Compared {
  const known = new Map<string, Fate>();
  const strangers = ({ source, protocol, port }: Packet, hooks: readonly string[], accepts = true): Fate => {
    const family = familyOfSource(source);
    const key = [family, protocol, port, accepts, ...hooks].join();
    const fate = known.get(key) ?? fateOf(rulesets, { source: family, protocol, port }, hooks, accepts);
    known.set(key, fate);
    return fate;
  };
  return {
    isKeptOut: (packet, hooks, accepts) =>
      fateOf(rulesets, packet, hooks, accepts) === 'dropped' &&
      strangers(packet, hooks, accepts) !== 'dropped',
    letsIn: packet => strangers(packet, toUs) !== 'dropped',
    fate: packet => fateOf(rulesets, packet, toUs),
  };
}

/** `closed` where nobody comes in. The first packet stands for all ports. */
function banOn(rules: Compared, packets: readonly Packet[]): Ban | 'closed' {
  if (packets.some(packet => rules.isKeptOut(packet, toUs))) return 'in force';
  const open = packets.filter(packet => rules.letsIn(packet));
  if (open.length === 0) return 'closed';
  if (open.some(packet => comesLate(rules, packet))) return 'late';
  if (packets.slice(0, 1).some(packet => rules.isKeptOut(packet, onward))) return 'onward';
  return open.some(packet => packet.port !== undefined && rules.fate(packet) === 'unknown')
    ? 'unknown'
    : 'absent';
}

const comesLate = (rules: Compared, packet: Packet): boolean =>
  rules.fate(packet) === 'accepted' && rules.isKeptOut(packet, toUs, false);

/** Whether a packet comes in by a rule that stands before one that drops this host alone. */
export const isLate = (rulesets: readonly Ruleset[], packet: Packet): boolean =>
  comesLate(compared(rulesets), packet);

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
