import { isObject, isText, type Json, listOf, under } from '../util/json.ts';

/** A base chain that packets to this host pass, by names that a shell takes as they are. */
export interface InputChain {
  readonly family: 'inet' | 'ip' | 'ip6';
  readonly table: string;
  readonly name: string;
}

/** What most hosts call it, nft(8)'s own examples among them. */
export const usualChain: InputChain = { family: 'inet', table: 'filter', name: 'input' };

/**
 * The input chains that turn packets away, from what `nft -j list ruleset` prints: by their policy, or by a rule that
 * asks for no more than an interface or a protocol, in the chain or where it jumps. Those that iptables-nft keeps are left
 * out: iptables is to change them. Throws SyntaxError when the text is no JSON.
 */
export function closedChains(text: string): InputChain[] {
  const objects = listOf(under(JSON.parse(text), 'nftables'));
  const rules = new Map<string, Json[]>();
  for (const rule of objects.map(object => under(object, 'rule')).filter(isObject)) {
    const key = `${placeOf(rule)} ${String(rule['chain'])}`;
    rules.set(key, [...(rules.get(key) ?? []), rule]);
  }
  return objects
    .map(object => under(object, 'chain'))
    .filter(isObject)
    .filter(({ hook, type }) => hook === 'input' && type === 'filter')
    .filter(
      chain => chain['policy'] === 'drop' || turnsAway(`${placeOf(chain)} ${String(chain['name'])}`, rules),
    )
    .flatMap(chainOf)
    .filter(chain => !isOfIptables(chain));
}

const placeOf = ({ family, table }: Json): string => `${String(family)} ${String(table)}`;

/** The names go into a shell: nft lets nobody give others, but the kernel does. */
function chainOf({ family, table, name }: Json): InputChain[] {
  if (family !== 'inet' && family !== 'ip' && family !== 'ip6') return [];
  const safe = /^[A-Za-z_][\w./-]*$/;
  if (!isText(table) || !isText(name) || !safe.test(table) || !safe.test(name)) return [];
  return [{ family, table, name }];
}

const isOfIptables = ({ family, table, name }: InputChain): boolean =>
  family !== 'inet' && table === 'filter' && name === 'INPUT';

function turnsAway(
  chain: string,
  rules: ReadonlyMap<string, readonly Json[]>,
  seen = new Set<string>(),
): boolean {
  if (seen.has(chain)) return false;
  seen.add(chain);
  return (rules.get(chain) ?? []).some(rule => {
    const statements = listOf(rule['expr']).filter(isObject);
    if (statements.some(statement => 'drop' in statement || 'reject' in statement))
      return statements.every(isGeneral);
    const targets = statements.flatMap(statement => [
      under(statement, 'jump', 'target'),
      under(statement, 'goto', 'target'),
    ]);
    return targets.some(target => isText(target) && turnsAway(`${placeOf(rule)} ${target}`, rules, seen));
  });
}

const generalKeys: readonly unknown[] = ['iif', 'iifname', 'l4proto', 'nfproto', 'protocol'];
const harmless = ['counter', 'log', 'drop', 'reject'];

/** True for what narrows a rule to less than a scanner's packets in no way. */
function isGeneral(statement: Json): boolean {
  if ('match' in statement) return generalKeys.includes(under(statement, 'match', 'left', 'meta', 'key'));
  return harmless.some(name => name in statement);
}
