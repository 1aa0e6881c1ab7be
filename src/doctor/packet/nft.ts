import type { Answer, Entry, Packet, Rule } from '../../firewall/fate.ts';
import { answerOf, every } from '../../firewall/fate.ts';
import { type Address, compareAddresses, parseAddress, parsePrefix } from '../../net/address.ts';
import { type PrefixSet, prefixSet } from '../../net/prefix-set.ts';
import { isObject, isText, type Json, listOf, under } from '../../util/json.ts';

/** The chains of what `nft -j list ruleset` prints, but for the tables that `skip` names ("ip filter"). */
export function nftChains(
  ruleset: unknown,
  skip: ReadonlySet<string>,
): { chains: Map<string, Rule[]>; entries: Entry[] } {
  const objects = listOf(under(ruleset, 'nftables'));
  const kind = (name: string): Json[] =>
    objects
      .map(object => under(object, name))
      .filter(isObject)
      .filter(one => !skip.has(placeOf(one)));
  const sets = new Map<string, Addresses>();
  for (const set of kind('set')) sets.set(`${placeOf(set)} @${String(set['name'])}`, addressSet(set['elem']));
  const chains = new Map<string, Rule[]>();
  for (const rule of kind('rule')) {
    const name = `nft ${placeOf(rule)} ${String(rule['chain'])}`;
    const known = (set: string): Addresses | undefined => sets.get(`${placeOf(rule)} ${set}`);
    chains.set(name, [...(chains.get(name) ?? []), ...rulesOf(rule, known)]);
  }
  return { chains, entries: kind('chain').flatMap(entryOf) };
}

const placeOf = ({ family, table }: Json): string => `${String(family)} ${String(table)}`;

const familyOf = (family: unknown): 4 | 6 | undefined =>
  family === 'ip' ? 4 : family === 'ip6' ? 6 : undefined;

function entryOf(chain: Json): Entry[] {
  if (!isText(chain['hook'])) return [];
  const place = `nft ${placeOf(chain)} ${String(chain['name'])}`;
  return [
    {
      chain: place,
      hook: chain['hook'],
      drops: chain['policy'] === 'drop',
      family: familyOf(chain['family']),
    },
  ];
}

type Addresses = Pick<PrefixSet, 'has'>;
type Sets = (name: string) => Addresses | undefined;

/** One rule can hold several ends: each key of a verdict map is a rule of its own. */
function rulesOf(rule: Json, sets: Sets): Rule[] {
  const statements = listOf(rule['expr']).filter(isObject);
  const conditions = statements.flatMap(statement => conditionOf(statement, sets));
  const asks = (packet: Packet): Answer => every(conditions.map(condition => condition(packet)));
  const vmap = statements.map(statement => statement['vmap']).find(isObject);
  if (vmap !== undefined) return verdicts(vmap, rule, asks, sets);
  const does = statements.map(statement => doesOf(statement, rule)).find(one => one !== undefined);
  return [{ asks, does: does ?? { kind: 'nothing' } }];
}

function verdicts(vmap: Json, rule: Json, above: Condition, sets: Sets): Rule[] {
  const pairs = under(vmap['data'], 'set');
  // A named map may let anything in.
  if (pairs === undefined) return [{ asks: () => 'maybe', does: { kind: 'accept' } }];
  return listOf(pairs).map(pair => {
    const [key, verdict] = listOf(pair);
    const holds = fieldOf(vmap['key'], { set: [key] }, sets);
    const does = isObject(verdict) ? doesOf(verdict, rule) : undefined;
    return { asks: packet => every([above(packet), holds(packet)]), does: does ?? { kind: 'nothing' } };
  });
}

function doesOf(statement: Json, rule: Json): Rule['does'] | undefined {
  for (const kind of ['accept', 'drop', 'return'] as const) if (kind in statement) return { kind };
  if ('reject' in statement || under(statement, 'xt', 'name') === 'REJECT') return { kind: 'drop' };
  for (const kind of ['jump', 'goto'] as const) {
    const target = under(statement, kind, 'target');
    if (isText(target)) return { kind, chain: `nft ${placeOf(rule)} ${target}` };
  }
  return undefined;
}

type Condition = (packet: Packet) => Answer;

function conditionOf(statement: Json, sets: Sets): Condition[] {
  if ('limit' in statement || under(statement, 'xt', 'type') === 'match') return [() => 'maybe'];
  const { match } = statement;
  if (!isObject(match)) return [];
  const { left, op, right } = match;
  const holds = fieldOf(left, right, sets);
  const known = op === '==' || op === 'in' || op === '!=';
  return [
    packet => {
      const answer = known ? holds(packet) : 'maybe';
      return op === '!=' && answer !== 'maybe' ? answerOf(answer === 'no') : answer;
    },
  ];
}

function fieldOf(left: unknown, right: unknown, sets: Sets): Condition {
  const key = under(left, 'meta', 'key') ?? under(left, 'ct', 'key') ?? under(left, 'payload', 'field');
  const values = listOf(under(right, 'set') ?? right).map(value => under(value, 'elem', 'val') ?? value);
  if (key === 'dport') return dport(under(left, 'payload', 'protocol'), values);
  if (key === 'l4proto' || key === 'protocol' || key === 'nexthdr')
    return ({ protocol }) => answerOf(values.includes(protocol));
  if (key === 'state') return () => answerOf(values.includes('new'));
  if (key === 'iifname' || key === 'iif')
    return () => (values.every(value => value === 'lo') ? 'no' : 'maybe');
  if (key === 'saddr') {
    const set = isText(right) && right.startsWith('@') ? sets(right) : addressSet(values);
    return ({ source }) => (set === undefined ? 'maybe' : answerOf(set.has(source)));
  }
  return () => 'maybe';
}

const dport =
  (of: unknown, values: readonly unknown[]): Condition =>
  ({ protocol, port }) =>
    answerOf((of === 'th' || of === protocol) && values.some(value => holdsPort(value, port)));

function holdsPort(value: unknown, port: number): boolean {
  const [first, last] = listOf(under(value, 'range') ?? [value, value]);
  return typeof first === 'number' && typeof last === 'number' && first <= port && port <= last;
}

/** Addresses, networks and ranges of a set, or of a rule itself. */
function addressSet(elements: unknown): Addresses {
  const values = listOf(elements).map(element => under(element, 'elem', 'val') ?? element);
  const set = prefixSet(values.flatMap(value => parsePrefix(textOf(value)) ?? []));
  const ranges = values.flatMap(value => {
    const [first, last] = listOf(under(value, 'range')).map(end => parseAddress(String(end)));
    return first === undefined || last === undefined ? [] : [{ first, last }];
  });
  const inRange = (address: Address): boolean =>
    ranges.some(
      ({ first, last }) => compareAddresses(first, address) <= 0 && compareAddresses(address, last) <= 0,
    );
  return { has: address => set.has(address) || inRange(address) };
}

function textOf(value: unknown): string {
  const [addr, len] = [under(value, 'prefix', 'addr'), under(value, 'prefix', 'len')];
  if (isText(addr)) return `${addr}/${String(len)}`;
  return isText(value) ? value : '';
}
