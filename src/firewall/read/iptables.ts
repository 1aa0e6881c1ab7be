import { parsePrefix } from '../../net/address.ts';
import { isPort, type PortRange } from '../../net/ports.ts';
import { quotedWords } from '../../util/quoted-words.ts';
import {
  type Addresses,
  addresses,
  type Base,
  type Condition,
  type End,
  flagsAsked,
  pushTo,
  type Rule,
  type Ruleset,
  unknown,
  unlisted,
} from './ruleset.ts';

/** The sets of ipset by their names, as far as they hold addresses alone. */
export type IpSets = ReadonlyMap<string, Addresses>;

/**
 * Reads what iptables-save or ip6tables-save prints, one rule of ours for one of theirs. Never throws: what is no rule is
 * skipped.
 */
export function parseIptables(text: string, family: 'ip' | 'ip6', sets: IpSets = new Map()): Ruleset {
  const chains = new Map<string, Rule[]>();
  const bases: Base[] = [];
  let table = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    else if (line.startsWith(':')) bases.push(...baseOf(line, table, family));
    else if (line.startsWith('-A ')) {
      const [, name = '', ...words] = quotedWords(line);
      const place = `${family} ${table}`;
      pushTo(chains, `${place} ${name}`, ruleOf(optionsIn(words), place, sets));
    }
  }
  return { chains, bases };
}

/** `:INPUT DROP [0:0]`; chains of the user's have no policy. */
function baseOf(line: string, table: string, family: string): Base[] {
  const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
  if (name === undefined || policy === '-') return [];
  const drops = policy === 'DROP';
  return [
    {
      chain: `${family} ${table} ${name}`,
      family,
      table,
      name,
      type: table,
      hook: name.toLowerCase(),
      drops,
    },
  ];
}

interface Option {
  readonly name: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** `! --name value ...`: the values end at the next option, but a comment may look like one. */
function optionsIn(words: readonly string[]): Option[] {
  const options: Option[] = [];
  for (let at = 0; at < words.length; ) {
    const negated = words[at] === '!';
    if (negated) at++;
    const name = words[at++] ?? '';
    const start = at;
    if (name === '--comment') at++;
    while (at < words.length && !/^(?:-|!$)/.test(words[at] ?? '')) at++;
    options.push({ name, values: words.slice(start, at), negated });
  }
  return options;
}

function ruleOf(options: readonly Option[], place: string, sets: IpSets): Rule {
  const at = options.findIndex(({ name }) => name === '-j' || name === '-g');
  const end: End = at < 0 ? { kind: 'nothing' } : endOf(options.slice(at), place);
  const asked = at < 0 ? options : options.slice(0, at);
  return { conditions: asked.flatMap(option => conditionOf(option, sets)), end };
}

const ends: ReadonlyMap<string, End> = new Map([
  ['ACCEPT', { kind: 'accept' }],
  ['DROP', { kind: 'drop' }],
  ['REJECT', { kind: 'drop' }],
  ['RETURN', { kind: 'return' }],
  ['NFQUEUE', { kind: 'queue' }],
]);

/** Targets of iptables-extensions(8); those that are no chains of the user's have no rules: a jump there leads nowhere. */
function endOf(options: readonly Option[], place: string): End {
  const [option, ...more] = options;
  const target = option?.values[0] ?? '';
  if (!redirecting.has(target))
    return ends.get(target) ?? { kind: option?.name === '-g' ? 'goto' : 'jump', chain: `${place} ${target}` };
  const to = more.find(({ name }) => name.startsWith('--to') || name === '--on-port')?.values[0];
  const ports = portsOfTarget(to);
  const isElsewhere = target === 'DNAT' || target === 'NETMAP';
  return { kind: 'redirect', ...(isElsewhere && { to: to ?? 'others' }), ...(ports && { ports }) };
}

const redirecting: ReadonlySet<string> = new Set(['REDIRECT', 'TPROXY', 'DNAT', 'NETMAP']);

/** `10.0.0.2:80-90`, `[2001:db8::2]:443`, or of REDIRECT and TPROXY `80-90`. */
function portsOfTarget(to = ''): PortRange[] | undefined {
  const [, first, last = first] = /(?:^|\]:|^[\d.-]+:)(\d+)(?:-(\d+))?(?:\/\d+)?$/.exec(to) ?? [];
  const range = rangeOf([first, last]);
  return range && [range];
}

type Read = (option: Option, sets: IpSets) => Condition;

const word: (field: 'protocol' | 'interface') => Read =
  field =>
  ({ values, negated }) => ({ field, negated, values: values.slice(0, 1) });
const words: (field: 'state' | 'kind') => Read =
  field =>
  ({ values: [list = ''], negated }) => ({ field, negated, values: list.toLowerCase().split(',') });
const networks: (field: 'source' | 'target') => Read =
  field =>
  ({ values: [text = ''], negated }) => ({ field, negated, values: addresses(() => [parsePrefix(text)]) });
const tcpFlags: Read = ({ values: [mask = '', wanted = ''], negated }) => ({
  ...flagsAsked(mask.toLowerCase(), wanted === 'NONE' ? '' : wanted.toLowerCase()),
  negated,
});
const ports: Read = ({ values: [list = ''], negated }) => {
  const values = portsIn(list);
  return values === undefined ? unknown : { field: 'port', negated, values };
};

/** The options of iptables-extensions(8) that we know. */
const readers: ReadonlyMap<string, Read> = new Map([
  ['-p', word('protocol')],
  ['-i', word('interface')],
  ['-s', networks('source')],
  ['-d', networks('target')],
  ['--dport', ports],
  ['--dports', ports],
  ['--tcp-flags', tcpFlags],
  ['--ctstate', words('state')],
  ['--state', words('state')],
  ['--dst-type', words('kind')],
  ['--match-set', ipSet],
]);

/** The match module, whose options follow, and what asks nothing. */
const silent = new Set(['-m', '--comment']);

function conditionOf(option: Option, sets: IpSets): Condition[] {
  if (silent.has(option.name)) return [];
  return [readers.get(option.name)?.(option, sets) ?? unknown];
}

/** `--match-set NAME src`; sets by more than the source are not read. */
function ipSet({ values: [name = '', by], negated }: Option, sets: IpSets): Condition {
  return by === 'src' ? { field: 'source', negated, values: sets.get(name) ?? unlisted } : unknown;
}

/** "80,443,8000:8010"; undefined where one of them is no port. */
function portsIn(list: string): PortRange[] | undefined {
  const ranges = list.split(',').flatMap(item => {
    const [first, last = first] = item.split(':');
    const range = rangeOf([first, last]);
    return range === undefined ? [] : [range];
  });
  return ranges.length < list.split(',').length ? undefined : ranges;
}

function rangeOf(texts: readonly (string | undefined)[]): PortRange | undefined {
  const [first, last] = texts.map(text => (text === undefined || text === '' ? undefined : Number(text)));
  return isPort(first) && isPort(last) ? [first, last] : undefined;
}
