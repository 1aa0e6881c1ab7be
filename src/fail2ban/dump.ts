import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from '../util/program.ts';
import { rowOf } from './actions.ts';
import type { Client } from './client.ts';
import { parsePython } from './python.ts';

/**
 * What `fail2ban-client -d` prints, one Python list a line: the configuration as the server would get it. It needs no
 * server, and no root where the files can be read.
 */
export type Dump = readonly (readonly unknown[])[];

export const parseDump = (text: string): Dump =>
  text
    .split('\n')
    .map(parsePython)
    .filter(value => Array.isArray(value));

export const dumpOf = (client: Client): Dump => parseDump(client('-d').out);

/** A configuration, and what `-t` says of it. */
export interface Tested {
  readonly dump: Dump;
  readonly tested: Ran;
}

/**
 * Both in one reading, where nothing is wrong: else `-t` ends it before there is all that a server would get. With `-d` a
 * jail without a log is no error (`allow_no_files` of Fail2ban's jailreader), and only warned of.
 */
export function dumpAndTest(client: Client): Tested {
  const both = client('-dt');
  const isRight =
    both.code === 0 &&
    /^OK: configuration test is successful$/m.test(both.out) &&
    !/Have not found any log file/.test(both.err);
  return isRight
    ? { dump: parseDump(both.out), tested: both }
    : { dump: dumpOf(client), tested: client('-t') };
}

/** The jails that would run, in order. */
export const jailsIn = (dump: Dump): string[] =>
  dump.flatMap(([verb, name]) => (verb === 'add' ? [String(name)] : []));

/** Those of them that watch the journal. */
export const journalJailsIn = (dump: Dump): string[] =>
  dump.flatMap(([verb, name, backend]) =>
    verb === 'add' && String(backend).startsWith('systemd') ? [String(name)] : [],
  );

/** The jails for which an action would run. */
export const actingJailsIn = (dump: Dump): string[] =>
  dump.flatMap(([verb, name, option]) => (verb === 'set' && option === 'addaction' ? [String(name)] : []));

/** What an option of a jail says, each of several values by itself. */
export const optionTexts = (dump: Dump, jail: string, option: string): string[] =>
  dump
    .filter(([, name, key]) => name === jail && key === option)
    .flatMap(([verb, , , ...values]) => {
      if (verb !== 'set' && verb !== 'multi-set') return [];
      // A log's path has `head` or `tail` behind it; ignoreip alone has one value behind the other.
      return (option === 'addignoreip' ? values : values.slice(0, 1)).flat().map(String);
    });

/** A setting of the server (`logtarget`, `loglevel`), or undefined. */
export function serverSetting(dump: Dump, name: string): string | undefined {
  const row = dump.find(([verb, key, ...values]) => verb === 'set' && key === name && values.length === 1);
  return typeof row?.[2] === 'string' ? row[2] : undefined;
}

/** A jail as it would run. */
export interface ConfiguredJail {
  readonly backend: string;
  readonly logPaths: readonly string[];
  readonly regexes: readonly string[];
  /** `ignoreregex`: what it is not to match. */
  readonly ignored: readonly string[];
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
  const texts = (option: string): string[] => optionTexts(dump, jail, option);
  return {
    backend,
    logPaths: texts('addlogpath'),
    regexes: texts('addfailregex'),
    ignored: texts('addignoreregex'),
    datePattern: texts('datepattern').at(-1) ?? '',
    maxretry: Number(texts('maxretry').at(-1) ?? 1),
    actions: texts('addaction').map(name => actionOf(dump, jail, name)),
  };
}

function actionOf(dump: Dump, jail: string, name: string): Action {
  const options = new Map(actionOptions(dump, jail, name));
  const text = [...options.values()].join('\n');
  const tools = programsOf(name, text);
  return {
    name,
    protocol: options.get('protocol') ?? '',
    tools,
    missing: tools.filter(tool => !isInstalled(tool)),
    hook: hookOf(text, options.get('chain')),
  };
}

/** Each option of an action of a jail, with its value. */
export function actionOptions(dump: Dump, jail: string, name: string): [string, string][] {
  const list = dump.find(
    ([verb, of, kind, action]) => verb === 'multi-set' && of === jail && kind === 'action' && action === name,
  )?.[4];
  const pairs = (Array.isArray(list) ? list : []).filter((pair): pair is unknown[] => Array.isArray(pair));
  return pairs.map(([key, value]) => [String(key), String(value)]);
}

/** What it runs by its row; of an action that we do not know, the programs that ban at the beginning of a command. */
function programsOf(name: string, text: string): string[] {
  const known = rowOf(name)?.tools.map(tool => (tool === 'firewalld' ? 'firewall-cmd' : tool));
  return known ?? [...new Set([...text.matchAll(programShape)].map(match => match[1] ?? ''))];
}

/** `ip` too, but for the word as it stands in a rule of nft's. */
const programShape =
  /(?:^|[;|&({]|\$\()[ \t]*(nft|iptables|ip6tables|ipset|ip(?=[ \t]+(?:-\S+[ \t]+)*(?:route|rule)\b)|ufw|firewall-cmd|pfctl|shorewall)(?=[ \t\n])/gm;

/** nftables names its hook; the actions for iptables name a chain. */
function hookOf(text: string, chain: string | undefined): string {
  const [, hook] = /\bhook (\w+) priority/.exec(text) ?? [];
  if (hook !== undefined) return hook;
  if (chain === undefined) return '';
  return chain === 'DOCKER-USER' ? 'forward' : chain.toLowerCase();
}

/** In the PATH, or where such programs live. */
function isInstalled(program: string): boolean {
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
