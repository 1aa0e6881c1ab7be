import { formatPrefix } from '../net/address.ts';
import { formatHostName, type HostName } from '../net/host-name.ts';
import { countPorts } from '../net/ports.ts';
import { type Effect, effectiveRows } from './effective.ts';
import type { namedAt } from './read/ignored.ts';
import type { Config } from './schema/schema.ts';
import { fleetEnabled, isInFleet, prefixEnabled, unverifiedEnabled, watchedRanges } from './watched.ts';

const shownIgnored = 8;

/** Who is ignored now. */
type Named = ReturnType<typeof namedAt>;

/** A config as people read it: one line for each thing that it decides. */
export function summary(
  config: Config,
  { named: ignored, names }: { readonly named: Named; readonly names: readonly HostName[] },
  file: string | undefined,
  effect: Effect,
): string {
  const { trigger, log, ignore } = config;
  const rows: [string, string][] = [
    ['config', file ?? 'built-in defaults'],
    ['tcp', protocolText(config.tcp)],
    ...effectiveRows(config, effect),
    ['udp', `${protocolText(config.udp)}${config.udp.banner ? '; replies with the banner' : ''}`],
    ['interfaces', config.interfaces.join(' ')],
    ['banner', config.banner === '' ? 'none' : JSON.stringify(config.banner)],
    ['user', config.user === '' ? 'as started' : config.user],
    ['ignored', ignoredText(ignored)],
    ...(names.length === 0 ? [] : [['names', names.map(formatHostName).join(' ')] as [string, string]]),
    ['from', ignore.files.length === 0 ? 'no file' : ignore.files.join(' ')],
    ['protected', ignore.protect.length === 0 ? 'nobody' : ignore.protect.join(' ')],
    [
      'trigger',
      `${trigger.handshake} by handshake, ${trigger.packet} by packet, in ${trigger.window} (distinct ports)`,
    ],
    ...networkRows(trigger),
    ['log', `${log.target === 'journal' ? 'the journal' : log.file}, form ${log.format}, ${seenText(log)}`],
    ['history', historyText(log)],
    ...jailRows(config),
  ];
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}\n`).join('');
}

/** The networks that are named, where any. */
function networkRows({ ipv6Prefix, ipv4Prefix }: Config['trigger']): [string, string][] {
  const named = [ipv6Prefix && `IPv6 /${ipv6Prefix}`, ipv4Prefix && `IPv4 /${ipv4Prefix} (bans nobody)`];
  const text = named.filter(Boolean).join(', ');
  return text === '' ? [] : [['networks', text]];
}

function protocolText(
  protocol: Pick<Config['tcp'], 'mode' | 'ports' | 'below' | 'exclude'> & { decoys?: string },
): string {
  const { mode, ports, below, exclude, decoys = '' } = protocol;
  if (mode === 'off') return 'off';
  const count = countPorts(watchedRanges(protocol));
  const watched = `${mode}, ${count} ${count === 1 ? 'port' : 'ports'}`;
  const beside = decoys === '' ? '' : `; decoys ${decoys}`;
  if (mode === 'advanced')
    return `${watched}: below ${below}${exclude === '' ? '' : `, less ${exclude}`}${beside}`;
  return `${watched}${count === 0 ? '' : `: ${ports}`}${beside}`;
}

function ignoredText(ignored: Named): string {
  const names = ignored.first(shownIgnored).map(formatPrefix).join(' ');
  const more = ignored.size > shownIgnored ? ` and ${ignored.size - shownIgnored} more` : '';
  const some = ignored.temporary === 0 ? '' : `; ${ignored.temporary} of them for a time`;
  return ignored.size === 0 ? 'nobody' : `${names}${more}${some}`;
}

/** Portsentry 2's form has no words for what bans nobody: log.seen has no effect there. */
function seenText({ format, seen }: Config['log']): string {
  if (format !== 'portjail') return 'scans only';
  return `seen ${seen.length === 0 ? 'nothing' : seen.join(' ')}`;
}

function historyText({ history, historyUnverified }: Config['log']): string {
  if (history === '') return 'none';
  return `${history}, ${historyUnverified ? 'every scan' : 'scans by handshake only'}`;
}

function jailRows(config: Config): [string, string][] {
  const { portsentry, prefix, recidive, banaction } = config.jails;
  const growth = portsentry.increment ? `, doubling up to ${portsentry.maxtime}` : '';
  return [
    ['banaction', banaction],
    ['jails', `portsentry ${jailText(portsentry.enabled, portsentry)}${growth}`],
    ['', `portsentry-unverified ${unverifiedText(config)}`],
    ['', `portsentry-prefix ${jailText(prefixEnabled(config), prefix)}`],
    ['', `portsentry-recidive ${jailText(recidive.enabled, recidive)}`],
    ...fleetRows(config),
    ...runRows(config.jails.run),
  ];
}

/** What is shared with other hosts, and the jail for what they tell; none where nothing is. */
function fleetRows(config: Config): [string, string][] {
  if (!isInFleet(config)) return [];
  const { name, servers, publish, accept, hosts } = config.fleet;
  const taken = { true: `bans by the word of ${hosts}`, observe: 'observes', false: 'takes nothing' };
  return [
    ['', `portsentry-fleet ${jailText(fleetEnabled(config), config.jails.fleet)}`],
    [
      'fleet',
      `${name}, by ${servers.join(' ')}; ${publish ? 'tells' : 'tells nothing'}, ${taken[`${accept}`]}`,
    ],
  ];
}

/** Of "auto" the config says only half: no host is looked at here. */
function unverifiedText(config: Config): string {
  const { unverified } = config.jails;
  const text = jailText(unverifiedEnabled(config), unverified);
  if (unverified.enabled !== 'auto') return text;
  return text.replace(/^on:/, 'on by the config, where a ban can spare what this host began:');
}

/** What Fail2ban does beside the ban, where anything. */
function runRows({ command, protocols, route, hostsDeny }: Config['jails']['run']): [string, string][] {
  const rows: [string, string][] = [
    ['runs', command === '' ? '' : `${command} (by Fail2ban, for ${protocols.join(' ')})`],
    ['route', route],
    ['hosts.deny', hostsDeny],
  ];
  return rows.filter(([, text]) => text !== '');
}

function jailText(enabled: boolean | string, jail: Omit<Config['jails']['recidive'], 'enabled'>): string {
  const state = enabled === true ? 'on' : enabled === false ? 'off' : 'auto';
  return `${state}: ${jail.maxretry} in ${jail.findtime} bans for ${jail.bantime === '-1' ? 'good' : jail.bantime}`;
}
