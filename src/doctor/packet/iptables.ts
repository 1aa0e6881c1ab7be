import type { Answer, Entry, Packet, Rule } from '../../firewall/fate.ts';
import { answerOf, every } from '../../firewall/fate.ts';
import { parsePrefix } from '../../net/address.ts';
import { prefixSet } from '../../net/prefix-set.ts';
import { quotedWords } from '../../util/quoted-words.ts';

/** The chains of what iptables-save or ip6tables-save prints; names are prefixed, so that families can be joined. */
export function iptablesChains(
  text: string,
  family: 4 | 6,
): { chains: Map<string, Rule[]>; entries: Entry[] } {
  const chains = new Map<string, Rule[]>();
  const entries: Entry[] = [];
  let table = '';
  for (const line of text.split('\n')) {
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (line.startsWith('*')) table = `ip${family} ${line.slice(1).trim()}`;
    else if (name !== undefined && policy !== '-')
      entries.push({ chain: `${table} ${name}`, hook: name.toLowerCase(), drops: policy === 'DROP', family });
    else if (line.startsWith('-A ')) {
      const [, chain = '', ...words] = quotedWords(line);
      const key = `${table} ${chain}`;
      const rules = chains.get(key) ?? [];
      rules.push(ruleOf(words, table));
      chains.set(key, rules);
    }
  }
  return { chains, entries };
}

function ruleOf(words: readonly string[], table: string): Rule {
  const at = words.findIndex(word => word === '-j' || word === '-g');
  const target = at < 0 ? '' : (words[at + 1] ?? '');
  const conditions = conditionsOf(at < 0 ? words : words.slice(0, at));
  return {
    asks: packet => every(conditions.map(condition => condition(packet))),
    does: doesOf(target, words[at] === '-g', table),
  };
}

function doesOf(target: string, isGoto: boolean, table: string): Rule['does'] {
  if (target === 'ACCEPT') return { kind: 'accept' };
  if (target === 'DROP' || target === 'REJECT') return { kind: 'drop' };
  if (target === 'RETURN') return { kind: 'return' };
  return { kind: isGoto ? 'goto' : 'jump', chain: `${table} ${target}` };
}

type Condition = (packet: Packet) => Answer;

/** Words that ask nothing: the match module, whose options follow, and comments. */
const silent = new Set(['-m', '--comment']);

function conditionsOf(words: readonly string[]): Condition[] {
  const found: Condition[] = [];
  for (let at = 0; at < words.length; at++) {
    const negated = words[at] === '!';
    if (negated) at++;
    const [name = '', value = ''] = [words[at], words[at + 1]];
    // `--name value ...`: the value ends at the next option.
    if (!/^[-!]/.test(value)) at++;
    if (silent.has(name)) continue;
    const condition = conditionOf(name, value);
    found.push(negated ? packet => not(condition(packet)) : condition);
  }
  return found;
}

const not = (answer: Answer): Answer => (answer === 'maybe' ? answer : answerOf(answer === 'no'));

function conditionOf(name: string, value: string): Condition {
  if (name === '-p') return ({ protocol }) => answerOf(value === 'all' || value === protocol);
  if (name === '-i') return () => (value === 'lo' ? 'no' : 'maybe');
  if (name === '--dport' || name === '--dports') return ({ port }) => answerOf(holdsPort(value, port));
  if (name === '--ctstate' || name === '--state') return () => answerOf(value.split(',').includes('NEW'));
  const prefix = name === '-s' ? parsePrefix(value) : undefined;
  if (prefix === undefined) return () => 'maybe';
  const set = prefixSet([prefix]);
  return ({ source }) => answerOf(set.has(source));
}

/** "80,443,8000:8010" */
const holdsPort = (list: string, port: number): boolean =>
  list.split(',').some(item => {
    const [first = 0, last = first] = item.split(':').map(Number);
    return first <= port && port <= last;
  });
