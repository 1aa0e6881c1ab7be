import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { parsePython } from './python.ts';

/** What `fail2ban-client -d` prints, as lists of values: the configuration as the server would get it. */
export type Dump = readonly (readonly unknown[])[];

export const parseDump = (text: string): Dump =>
  text
    .split('\n')
    .map(parsePython)
    .filter(value => Array.isArray(value));

/** A jail as it would run. */
export interface ConfiguredJail {
  readonly backend: string;
  readonly logPaths: readonly string[];
  readonly regexes: readonly string[];
  readonly datePattern: string;
  readonly actions: readonly Action[];
  readonly maxretry: number;
}

export interface Action {
  readonly name: string;
  readonly protocol: string;
  /** Programs of firewalls that it runs, and which of them are not installed. */
  readonly tools: readonly string[];
  readonly missing: readonly string[];
  /** Where its rules hook in: input, prerouting, forward; empty where it does not say. */
  readonly hook: string;
}

/** Undefined where the jail would not run. */
export function configuredJail(dump: Dump, jail: string): ConfiguredJail | undefined {
  const backend = dump.find(([verb, name]) => verb === 'add' && name === jail)?.[2];
  if (typeof backend !== 'string') return undefined;
  const own = dump.filter(([verb, name]) => (verb === 'set' || verb === 'multi-set') && name === jail);
  const texts = (option: string): string[] =>
    own
      .filter(([, , name]) => name === option)
      .flatMap(([verb, , , value]) =>
        (verb === 'multi-set' && Array.isArray(value) ? value : [value]).map(String),
      );
  return {
    backend,
    logPaths: texts('addlogpath'),
    regexes: texts('addfailregex'),
    datePattern: texts('datepattern').at(-1) ?? '',
    maxretry: Number(texts('maxretry').at(-1) ?? 1),
    actions: texts('addaction').map(name => actionOf(own, name)),
  };
}

function actionOf(own: Dump, name: string): Action {
  const list = own.find(
    ([verb, , kind, of]) => verb === 'multi-set' && kind === 'action' && of === name,
  )?.[4];
  const pairs = (Array.isArray(list) ? list : []).filter((pair): pair is unknown[] => Array.isArray(pair));
  const options = new Map(pairs.map(([key, value]) => [String(key), String(value)]));
  const text = [...options.values()].join('\n');
  const tools = [...new Set([...text.matchAll(toolShape)].map(match => match[1] ?? ''))];
  return {
    name,
    protocol: options.get('protocol') ?? '',
    tools,
    missing: tools.filter(tool => !isInstalled(tool)),
    hook: hookOf(text, options.get('chain')),
  };
}

/** Programs that ban, at the beginning of a command. */
const toolShape =
  /(?:^|[;|&({]|\$\()[ \t]*(nft|iptables|ip6tables|ipset|ip|ufw|firewall-cmd|pfctl|shorewall)(?=[ \t\n])/gm;

/** nftables names its hook; the actions for iptables name a chain. */
function hookOf(text: string, chain: string | undefined): string {
  const [, hook] = /\bhook (\w+) priority/.exec(text) ?? [];
  if (hook !== undefined) return hook;
  if (chain === undefined) return '';
  return chain === 'DOCKER-USER' ? 'forward' : chain.toLowerCase();
}

/** In the PATH, or where such programs live. */
export function isInstalled(program: string): boolean {
  const folders = [
    ...(process.env['PATH'] ?? '').split(':'),
    '/usr/sbin',
    '/sbin',
    '/usr/local/sbin',
    '/usr/bin',
  ];
  return folders.some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
