import type { Entry, Rule } from '../../firewall/fate.ts';
import { errorMessage } from '../../util/errors.ts';
import { runProgram } from '../../util/program.ts';
import { textOrNone } from '../../util/read-file.ts';
import type { FirewallFacts } from '../facts.ts';
import { iptablesChains } from '../packet/iptables.ts';
import { nftChains } from '../packet/nft.ts';

/** Programs that print what the kernel does with packets; iptables' without -t, which would load modules. */
const savers = [
  ['iptables-nft-save', 4],
  ['iptables-legacy-save', 4],
  ['ip6tables-nft-save', 6],
  ['ip6tables-legacy-save', 6],
] as const;

const printers = [
  ['ipset', 'save'],
  ['ip', 'route', 'show', 'table', 'all'],
  ['ip', '-6', 'route', 'show', 'table', 'all'],
] as const;

/** Reads the firewall; needs root. */
export function gatherFirewall(): FirewallFacts {
  const nft = runProgram('nft', ['-j', 'list', 'ruleset']);
  const saved = savers.map(([program, family]) => ({ family, ...runProgram(program, []) }));
  const ruleset = nft.code === 0 ? parsed(nft.out) : undefined;
  // The same tables in two forms: that of iptables spells out what the other leaves as `xt`.
  const skip = new Set(saved.flatMap(({ out, family }) => tablesIn(out, family === 4 ? 'ip' : 'ip6')));
  const parts = [nftChains(ruleset, skip), ...saved.map(({ out, family }) => iptablesChains(out, family))];
  const texts = [nft.out, ...saved.map(({ out }) => out), ...printed(), hostsDeny()];
  const tokens = new Set(texts.flatMap(text => text.match(/[0-9a-f.:]{3,45}/g) ?? []));
  return {
    filters: {
      chains: new Map<string, readonly Rule[]>(parts.flatMap(({ chains }) => [...chains])),
      entries: parts.flatMap(({ entries }): Entry[] => entries),
    },
    known: nft.code === 0 || saved.some(({ code }) => code === 0),
    // Of a network its length stands apart from it, or behind a slash.
    holds: banned => tokens.has(banned.replace(/\/\d+$/, '')),
    forwards: [...new Set([...nftForwards(nft.out), ...saved.flatMap(({ out }) => savedForwards(out))])],
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return { unreadable: errorMessage(error) };
  }
}

const tablesIn = (text: string, family: string): string[] =>
  [...text.matchAll(/^\*(\S+)$/gm)].map(match => `${family} ${match[1]}`);

/** Of routes only those that keep somebody out. */
const printed = (): string[] =>
  printers.map(([program, ...args]) => {
    const { out } = runProgram(program, args);
    return program === 'ip' ? (out.match(/^(?:blackhole|unreachable|prohibit) .*$/gm) ?? []).join('\n') : out;
  });

/** `ALL: ADDRESS` and `ALL: [ADDRESS]` of hosts_access(5). */
const hostsDeny = (): string => textOrNone('/etc/hosts.deny');

/** "8080 to 10.0.0.2:80": what native rules of nft send on, which only its other form spells out in so few words. */
const nftForwards = (json: string): string[] => {
  if (!json.includes('"dnat"')) return [];
  const text = runProgram('nft', ['list', 'ruleset']).out;
  return [...text.matchAll(/\bdport (\{[^}]*\}|\S+) .*\bdnat (?:ip6? )?to (\S+)/g)].map(
    ([, ports = '', to = '']) => `${ports} to ${to}`,
  );
};

const savedForwards = (text: string): string[] =>
  [...text.matchAll(/^-A .*--dports? (\S+) .*-j DNAT .*--to-destination (\S+)/gm)].map(
    ([, ports = '', to = '']) => `${ports} to ${to}`,
  );
