import { capturing } from '../config/watched.ts';
import { handshakeJail } from '../jails/pack/names.ts';
import { journalUnit } from '../log/journal.ts';
import { backendChecks } from './checks/backend.ts';
import { banChecks } from './checks/bans.ts';
import { filterChecks } from './checks/filter.ts';
import { fleetChecks } from './checks/fleet.ts';
import { hostChecks } from './checks/host.ts';
import { jailChecks } from './checks/jail.ts';
import { logChecks } from './checks/log.ts';
import { optionChecks } from './checks/options.ts';
import { peopleChecks } from './checks/people.ts';
import { portChecks } from './checks/ports.ts';
import { recidiveChecks } from './checks/recidive.ts';
import { sentryChecks } from './checks/sentry.ts';
import { serverChecks } from './checks/server.ts';
import type { Facts } from './facts.ts';
import type { Check, Finding } from './finding.ts';

/** One link of the chain from a probe to a ban. */
export interface Link {
  readonly name: string;
  readonly checks: readonly Check[];
  /** Whether anybody may look at it, not root alone. */
  readonly open?: true;
  /** Whether there is such a link here. @default every host has it */
  readonly isHere?: (facts: Facts) => boolean;
  /** What is fine about it, in a few words. */
  readonly well: (facts: Facts) => string;
}

/** Every link but the last, which is tried and not looked at (ban.ts), in the order in which a probe becomes a ban. */
export const chain: readonly Link[] = [
  { name: 'config', checks: [], open: true, well: configText },
  { name: 'host', checks: hostChecks, well: () => 'disks, clock and time zone' },
  {
    name: 'ports',
    checks: portChecks,
    well: () => 'open to strangers, and no service of this host among them',
  },
  {
    name: 'sentry',
    checks: sentryChecks,
    well: ({ sentries, config }) =>
      `pid ${sentries.map(({ pid }) => pid).join(', ')} writes the log${capturing(config) ? ' and sees packets' : ''}`,
  },
  { name: 'log', checks: logChecks, open: true, well: logText },
  {
    name: 'server',
    checks: serverChecks,
    open: true,
    well: ({ server }) => `Fail2ban ${server.version} answers`,
  },
  { name: 'jails', checks: [...jailChecks, ...optionChecks], well: jailsText },
  { name: 'filter', checks: filterChecks, well: filterText },
  { name: 'backend', checks: backendChecks, well: backendText },
  { name: 'recidive', checks: recidiveChecks, well: recidiveText },
  { name: 'firewall', checks: banChecks, well: firewallText },
  { name: 'fleet', checks: fleetChecks, isHere: ({ fleet }) => fleet !== undefined, well: fleetText },
  { name: 'people', checks: peopleChecks, well: () => 'nobody of this host is banned' },
];

/** What became of one link. */
export interface Outcome {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'fault' | 'skipped';
  readonly text: string;
  readonly findings: readonly Finding[];
}

export function examine(facts: Facts, asRoot: boolean): Outcome[] {
  const here = chain.filter(({ isHere = () => true }) => isHere(facts));
  return here.map(({ name, checks, open, well }) => {
    if (!asRoot && open === undefined)
      return { name, state: 'skipped', text: 'only root can tell', findings: [] };
    const findings = checks.flatMap(check => check(facts));
    return outcomeOf(name, findings, () => well(facts));
  });
}

export function outcomeOf(name: string, findings: readonly Finding[], well: () => string): Outcome {
  const levels = findings.map(({ level }) => level);
  const state = levels.includes('fault') ? 'fault' : levels.includes('warning') ? 'warning' : 'ok';
  return { name, state, text: findings.length > 0 ? '' : well(), findings };
}

function configText({ config, file }: Facts): string {
  return `${file ?? 'the built-in defaults'}: TCP ${config.tcp.mode}, UDP ${config.udp.mode}`;
}

function logText({ config, log }: Facts): string {
  return config.log.target === 'journal'
    ? `the journal, under ${journalUnit}`
    : `${log.path}, inode ${log.found?.inode}`;
}

function jailsText({ jails }: Facts): string {
  return `${on(jails)} up, with this log`;
}

const on = (jails: Facts['jails']): string =>
  jails.flatMap(({ name, live }) => (live === undefined ? [] : [name])).join(', ') || 'none';

function filterText({ jails }: Facts): string {
  const trials = jails.flatMap(({ configured }) => configured?.trial ?? []);
  const lines = trials.reduce((sum, { found }) => sum + found.length, 0);
  return `finds all of ${lines} lines, the log's last and some made up`;
}

function backendText({ jails }: Facts): string {
  const backend = jails.find(({ name }) => name === handshakeJail)?.configured?.backend;
  if (backend === undefined) return 'none';
  return `${backend}, which follows the ${backend.startsWith('systemd') ? 'journal' : 'file'}`;
}

function recidiveText({ jails, server }: Facts): string {
  const isOn = jails.some(
    ({ name, configured }) => name === 'portsentry-recidive' && configured !== undefined,
  );
  return isOn ? `counts bans in ${server.target}` : 'portsentry-recidive is off';
}

function firewallText({ jails, server, firewall }: Facts): string {
  const names = new Set(jails.flatMap(({ configured }) => configured?.actions.map(({ name }) => name) ?? []));
  const bans = jails.flatMap(({ name }) => server.banned.get(name) ?? []);
  const held = bans.filter(one => firewall.ban(one) === 'in force' || firewall.names(one));
  return `bans by ${[...names].join(', ') || 'nothing'}; ${bans.length} listed, ${held.length} in force`;
}

function fleetText({ fleet }: Facts): string {
  const status = fleet?.found.status;
  if (status === undefined) return '';
  const { name, server, accept, totals } = status;
  const bans =
    accept === true
      ? `${totals.lines} named by their word`
      : `nobody is banned by their word yet: fleet.accept is ${accept === 'observe' ? '"observe"' : 'false'}`;
  return `${name} at ${server}, ${totals.received} events of others, ${bans}`;
}
