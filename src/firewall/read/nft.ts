import { isObject, isText, type Json, listOf, textOf, under } from '../../util/json.ts';
import { asked, unlistedValues, type Values, valuesOf } from './nft-values.ts';
import {
  type Base,
  type Condition,
  type End,
  once,
  pushTo,
  type Rule,
  type Ruleset,
  unknown,
} from './ruleset.ts';

/** The rules of chains that iptables-nft keeps, as iptables-save prints them; undefined for any other rule. */
export type SavedRule = (chain: string, at: number) => Rule | undefined;

/**
 * Reads what `nft -j list ruleset` prints, as libnftables-json(5) says; throws SyntaxError when it is no JSON. Rules that
 * iptables-nft made may hold `xt` statements, which this form does not spell out: those are taken from `saved`.
 */
export function parseNft(text: string, saved: SavedRule = () => undefined): Ruleset {
  const objects = listOf(under(JSON.parse(text), 'nftables'));
  const all = (kind: string): Json[] => objects.map(object => under(object, kind)).filter(isObject);
  const sets = new Map<string, Named>();
  for (const set of [...all('set'), ...all('map')])
    sets.set(`${placeOf(set)} @${textOf(set['name'])}`, setOf(listOf(set['elem'])));
  const printed = new Map<string, Json[]>();
  for (const rule of all('rule')) pushTo(printed, `${placeOf(rule)} ${textOf(rule['chain'])}`, rule);
  const chains = new Map<string, Rule[]>();
  for (const [chain, rules] of printed) {
    const read = rules.map(
      (rule, at) => (isSpelt(rule) ? undefined : saved(chain, at)) ?? rulesOf(rule, sets),
    );
    chains.set(chain, read.flat());
  }
  return { chains, bases: all('chain').flatMap(baseOf) };
}

const isSpelt = (rule: Json): boolean => !listOf(rule['expr']).some(one => isObject(one) && 'xt' in one);

const placeOf = ({ family, table }: Json): string => `${textOf(family)} ${textOf(table)}`;

function baseOf(chain: Json): Base[] {
  const { family, table, name, type, hook, policy } = chain;
  if (!isText(hook)) return [];
  const known = {
    family: textOf(family),
    table: textOf(table),
    name: textOf(name),
    type: textOf(type),
    hook,
  };
  return [{ ...known, chain: `${placeOf(chain)} ${known.name}`, drops: policy === 'drop' }];
}

/** A set or a map: its elements, of a map with what each leads to, and what their keys are. */
interface Named {
  readonly elements: readonly unknown[];
  readonly keys: () => Values;
}
type Find = (name: string) => Named | undefined;

const setOf = (elements: readonly unknown[]): Named => ({
  elements,
  // Of a map a pair of key and value.
  keys: once(() => valuesOf(elements.map(element => (Array.isArray(element) ? element[0] : element)))),
});

/** One rule can hold several ends: each key of a verdict map is a rule of its own. */
function rulesOf(rule: Json, sets: ReadonlyMap<string, Named>): Rule[] {
  const place = placeOf(rule);
  const find: Find = name => sets.get(`${place} ${name}`);
  const conditions: Condition[] = [];
  const rules: Rule[] = [];
  for (const statement of listOf(rule['expr']).filter(isObject)) {
    const { match, vmap } = statement;
    if (isObject(match)) {
      const { left, op, right } = match;
      conditions.push(...asked(left, op, valuesIn(right, find)));
    } else if (vmap !== undefined) rules.push(...verdicts(vmap, conditions, place, find));
    else {
      const end = endOf(statement, place);
      if (end === undefined && !isPassing(statement)) conditions.push(unknown);
      if (end?.kind === 'redirect') rules.push(redirection(statement, end, conditions, find));
      else if (end !== undefined) rules.push({ conditions, end });
    }
  }
  return rules.length > 0 ? rules : [{ conditions, end: { kind: 'nothing' } }];
}

/** A single value, or the elements of an anonymous set or a named one. */
function valuesIn(value: unknown, find: Find): Values {
  if (isText(value) && value.startsWith('@')) return find(value)?.keys() ?? unlistedValues;
  return valuesOf(listOf(under(value, 'set') ?? value));
}

/** Statements of nft(8) that send a packet to another port or host. */
const redirecting = ['dnat', 'redirect', 'tproxy'];

function endOf(statement: Json, place: string): End | undefined {
  for (const kind of ['accept', 'drop', 'return', 'queue'] as const) if (kind in statement) return { kind };
  if ('reject' in statement || under(statement, 'xt', 'name') === 'REJECT') return { kind: 'drop' };
  for (const kind of ['jump', 'goto'] as const) {
    const target = under(statement, kind, 'target');
    if (isText(target)) return { kind, chain: `${place} ${target}` };
  }
  if (!redirecting.some(name => name in statement)) return undefined;
  const ports = valuesOf(listOf(under(Object.values(statement)[0], 'port'))).ports();
  return {
    kind: 'redirect',
    ...('dnat' in statement && { to: hostText(statement['dnat']) }),
    ...(ports && ports.length > 0 && { ports }),
  };
}

/** Statements that ask nothing and end nothing. */
const passing = ['counter', 'log', 'mangle', 'set', 'map', 'notrack', 'dup', 'last', 'snat', 'masquerade'];
const isPassing = (statement: Json): boolean =>
  under(statement, 'xt', 'type') === 'target' || passing.some(name => name in statement);

/** `10.0.0.2:80`, `[2001:db8::2]:443`, or what stands for many. */
function hostText(dnat: unknown): string {
  const [addr, port] = [under(dnat, 'addr'), under(dnat, 'port')];
  const host = isText(addr) ? addr : 'others';
  if (typeof port !== 'number') return host;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** `dnat to tcp dport map {...}` redirects the keys of the map. */
function redirection(statement: Json, end: End, conditions: readonly Condition[], find: Find): Rule {
  const value = Object.values(statement)[0];
  const map = under(value, 'addr', 'map') ?? under(value, 'port', 'map');
  if (map === undefined) return { conditions, end };
  const keys = pairsOf(map, find)?.keys();
  if (keys === undefined) return { conditions, end: { kind: 'unclear', what: 'a map that cannot be read' } };
  return { conditions: [...conditions, ...asked(under(map, 'key'), '==', keys)], end };
}

function pairsOf(map: unknown, find: Find): Named | undefined {
  const data = under(map, 'data');
  return isText(data) ? find(data) : setOf(listOf(under(data, 'set')));
}

function verdicts(vmap: unknown, above: readonly Condition[], place: string, find: Find): Rule[] {
  const pairs = pairsOf(vmap, find);
  if (pairs === undefined)
    return [{ conditions: above, end: { kind: 'unclear', what: 'a verdict map that cannot be read' } }];
  return pairs.elements.map(pair => {
    const [key, verdict] = listOf(pair);
    const conditions = [...above, ...asked(under(vmap, 'key'), '==', valuesOf([key]))];
    return { conditions, end: (isObject(verdict) && endOf(verdict, place)) || { kind: 'nothing' } };
  });
}
