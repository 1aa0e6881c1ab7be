import { type Prefix, parsePrefix } from '../../net/address.ts';
import type { PortRange } from '../../net/ports.ts';
import type { Protocol } from '../../probe.ts';
import { quotedWords } from '../../util/quoted-words.ts';
import { complement, type Match, type Rule, type Ruleset } from '../redirections.ts';

/** Targets of iptables-extensions(8) that send a packet to another port or host. */
const redirecting = new Set(['DNAT', 'REDIRECT', 'TPROXY', 'NETMAP']);
/** Targets that are no chains of the user's have no rules in the map: a jump there leads nowhere. */
const entry = 'PREROUTING';

/** Reads what iptables-save or ip6tables-save prints. Never throws: what is no rule is skipped. */
export function parseIptables(text: string, family: 'ip' | 'ip6'): Ruleset {
  const chains = new Map<string, Rule[]>();
  const entries: string[] = [];
  let table = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    else if (line.startsWith(`:${entry} `)) entries.push(`${table} ${entry}`);
    else if (line.startsWith('-A ')) {
      const [, chain = '', ...words] = quotedWords(line);
      const rule = ruleOf(words, table, family);
      const name = `${table} ${chain}`;
      if (rule !== undefined) addTo(chains, name, rule);
    }
  }
  return { chains, entries };
}

function addTo(chains: Map<string, Rule[]>, name: string, rule: Rule): void {
  const rules = chains.get(name);
  if (rules === undefined) chains.set(name, [rule]);
  else rules.push(rule);
}

function ruleOf(words: readonly string[], table: string, family: 'ip' | 'ip6'): Rule | undefined {
  const at = words.findIndex(word => word === '-j' || word === '-g');
  const target = words[at + 1];
  if (at < 0 || target === undefined) return undefined;
  const match = matchOf(words.slice(0, at), family);
  if (redirecting.has(target)) return { match, action: { kind: 'redirect' } };
  return { match, action: { kind: 'jump', chain: `${table} ${target}` } };
}

function matchOf(words: readonly string[], family: 'ip' | 'ip6'): Match {
  const value = (...names: string[]): [text: string, negated: boolean] | undefined => {
    const at = words.findIndex(word => names.includes(word));
    const text = words[at + 1];
    return at < 0 || text === undefined ? undefined : [text, words[at - 1] === '!'];
  };
  const protocols = protocolsOf(value('-p'));
  const ports = portsOf(value('--dport', '--dports', '--ports'));
  return {
    targets: targetsOf(value('-d'), family),
    ...(protocols && { protocols }),
    ...(ports && { ports }),
  };
}

function protocolsOf(value: [string, boolean] | undefined): Protocol[] | undefined {
  if (value === undefined || value[0] === 'all') return undefined;
  return (['tcp', 'udp'] as const).filter(protocol => (protocol === value[0]) !== value[1]);
}

/** "80,443,8000:8010" */
function portsOf(value: [string, boolean] | undefined): PortRange[] | undefined {
  if (value === undefined) return undefined;
  const ranges = value[0].split(',').map((item): PortRange => {
    const [first = 0, last = first] = item.split(':').map(Number);
    return [first, last];
  });
  return value[1] ? complement(ranges) : ranges;
}

/** An excluded address is not taken from the family: too many ports left alone is the safe side. */
function targetsOf(value: [string, boolean] | undefined, family: 'ip' | 'ip6'): Prefix[] {
  const text = value === undefined || value[1] ? undefined : value[0];
  return [parsePrefix(text ?? everyAddress[family])].flatMap(prefix => prefix ?? []);
}

/** What a table of one family can see. */
export const everyAddress = { ip: '0.0.0.0/0', ip6: '::/0' } as const;
