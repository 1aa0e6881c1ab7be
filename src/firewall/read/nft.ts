import { parsePrefix } from '../../net/address.ts';
import { isObject, isText, type Json, listOf, under } from '../../util/json.ts';
import { intersection, type Match, type Rule, type Ruleset } from '../redirections.ts';
import { everyAddress } from './iptables.ts';
import { matchOf, type Sets } from './nft-values.ts';

/** Statements of nft(8) that send a packet to another port or host. */
const redirecting = ['dnat', 'redirect', 'tproxy'];

/**
 * Reads what `nft -j list ruleset` prints; throws SyntaxError when it is no JSON. Rules that iptables-nft made hold `xt`
 * statements, which this form does not spell out: they are skipped, iptables-save knows them.
 */
export function parseNft(text: string): Ruleset {
  const objects = listOf(under(JSON.parse(text), 'nftables'));
  const chains = new Map<string, Rule[]>();
  const elements = new Map<string, readonly unknown[]>();
  for (const set of objects.flatMap(object => [under(object, 'set'), under(object, 'map')]).filter(isObject))
    elements.set(`${placeOf(set)} @${String(set['name'])}`, listOf(set['elem']));
  for (const rule of objects.map(object => under(object, 'rule')).filter(isObject)) {
    const place = placeOf(rule);
    const name = `${place} ${String(rule['chain'])}`;
    const read = rulesOf(rule, place, set => elements.get(`${place} ${set}`));
    chains.set(name, [...(chains.get(name) ?? []), ...read]);
  }
  const entries = objects
    .map(object => under(object, 'chain'))
    .filter(isObject)
    .filter(({ hook }) => hook === 'prerouting' || hook === 'ingress')
    .map(chain => `${placeOf(chain)} ${String(chain['name'])}`);
  return { chains, entries };
}

const placeOf = ({ family, table }: Json): string => `${String(family)} ${String(table)}`;

/** One rule can hold several ends: each key of a verdict map is a rule of its own. */
function rulesOf(rule: Json, place: string, sets: Sets): Rule[] {
  const found: Rule[] = [];
  let match: Match | undefined = familyMatch(rule['family']);
  for (const statement of listOf(rule['expr']).filter(isObject)) {
    if (match === undefined) break;
    const narrowed = conditionOf(statement, sets);
    if (narrowed !== undefined) match = intersection(match, narrowed);
    else found.push(...endsOf(statement, match, place, sets));
  }
  return found;
}

function familyMatch(family: unknown): Match {
  const prefix = family === 'ip' || family === 'ip6' ? parsePrefix(everyAddress[family]) : undefined;
  return prefix === undefined ? {} : { targets: [prefix] };
}

function conditionOf(statement: Json, sets: Sets): Match | undefined {
  const { match } = statement;
  return isObject(match) ? (matchOf(match['left'], match['op'], match['right'], sets) ?? {}) : undefined;
}

function endsOf(statement: Json, match: Match, place: string, sets: Sets): Rule[] {
  const name = redirecting.find(candidate => candidate in statement);
  if (name !== undefined) return [redirection(statement[name], match, sets)];
  const target = under(statement, 'jump', 'target') ?? under(statement, 'goto', 'target');
  if (isText(target)) return [{ match, action: { kind: 'jump', chain: `${place} ${target}` } }];
  return 'vmap' in statement ? verdicts(statement['vmap'], match, place, sets) : [];
}

/** `dnat to tcp dport map {...}` redirects the keys of the map. */
function redirection(value: unknown, match: Match, sets: Sets): Rule {
  const map = under(value, 'addr', 'map') ?? under(value, 'port', 'map');
  if (map === undefined) return { match, action: { kind: 'redirect' } };
  const keys = keysOf(map, sets);
  const narrowed = keys === undefined ? undefined : matchOf(under(map, 'key'), '==', { set: keys }, sets);
  if (narrowed === undefined)
    return { match, action: { kind: 'unknown', what: 'a map that cannot be read' } };
  const both = intersection(match, narrowed);
  // A rule that can match nothing is kept as one for no port.
  return { match: both ?? { ports: [] }, action: { kind: 'redirect' } };
}

const pairsOf = (map: unknown, sets: Sets): readonly unknown[] | undefined => {
  const data = under(map, 'data');
  return isText(data) ? sets(data) : listOf(under(data, 'set'));
};
const keysOf = (map: unknown, sets: Sets): unknown[] | undefined =>
  pairsOf(map, sets)?.map(pair => listOf(pair)[0]);

function verdicts(vmap: unknown, match: Match, place: string, sets: Sets): Rule[] {
  const pairs = pairsOf(vmap, sets);
  if (pairs === undefined)
    return [{ match, action: { kind: 'unknown', what: 'a verdict map that cannot be read' } }];
  return pairs.flatMap((pair): Rule[] => {
    const [key, verdict] = listOf(pair);
    const target = under(verdict, 'jump', 'target') ?? under(verdict, 'goto', 'target');
    const narrowed = matchOf(under(vmap, 'key'), '==', { set: [key] }, sets) ?? {};
    const both = intersection(match, narrowed);
    if (!isText(target) || both === undefined) return [];
    return [{ match: both, action: { kind: 'jump', chain: `${place} ${target}` } }];
  });
}
