import { neverBanned } from '../../config/rules/time-rules.ts';
import type { Config } from '../../config/schema/schema.ts';
import {
  capturing,
  fleetEnabled,
  isInFleet,
  prefixEnabled,
  unverifiedEnabled,
} from '../../config/watched.ts';
import { fleetLog } from '../../log/fleet/fleet-line.ts';
import type { Banaction } from './actions.ts';
import { type Choice, rendered } from './banaction.ts';
import { fleetJail, handshakeJail, packetJail, prefixJail, recidiveJail } from './names.ts';
import { actionsOf } from './run.ts';

/** What `install` found out about the host; without it every `auto` resolves as on no host at all. */
export interface Host {
  readonly choice: Choice;
  /** Fail2ban's own log where it is a file that recidive can read, else undefined. */
  readonly banLog: string | undefined;
  /** Why recidive can or cannot read it, for people. */
  readonly banLogWhy: string;
}

/** One jail as the template writes it; no value is undefined, since Handlebars' strict mode lets that pass. */
export interface Jail {
  readonly name: string;
  readonly about: string;
  readonly enabled: boolean;
  /** Why it is on or off, for people. */
  readonly why: string;
  readonly filter: string;
  /** Whether Fail2ban itself is to spare this host's own addresses, for which it looks names up before it bans. */
  readonly ignoreself: boolean;
  /** Empty where the journal is read. */
  readonly logpath: string;
  readonly maxretry: number;
  readonly findtime: string;
  readonly bantime: string;
  readonly increment: boolean;
  readonly maxtime: string;
  readonly inherit: string;
  readonly action: string;
  readonly protocol: string;
  /** Whether it has actions of ours around the admin's own (`action` of `[DEFAULT]`), and their names. */
  readonly adds: boolean;
  readonly before: readonly string[];
  readonly behind: readonly string[];
  readonly chain: string;
}

const nowhere: Host = {
  choice: rendered,
  banLog: undefined,
  banLogWhy: "only install can tell whether Fail2ban's own log is a file",
};

/** Where Debian and most others keep Fail2ban's own log: named in a jail that is off. */
const usualBanLog = '/var/log/fail2ban.log';

type BanOptions = Pick<Jail, 'inherit' | 'action' | 'protocol' | 'chain'>;

/** The jails, every `auto` resolved. */
export function jailsOf(config: Config, host: Host = nowhere): Jail[] {
  // The sentry spares them, unless it is told not to.
  const ignoreself = !config.ignore.protect.includes('own');
  return [handshake, packet, prefix, recidive, fleet].map(jail => ({ ...jail(config, host), ignoreself }));
}

type JailAlone = Omit<Jail, 'ignoreself'>;

function handshake(config: Config, { choice }: Host): JailAlone {
  const { enabled, increment, maxtime, ...times } = config.jails.portsentry;
  return {
    name: handshakeJail,
    about: 'finished TCP handshakes: the source is real',
    why: enabled ? 'takes finished TCP handshakes' : 'the config says so',
    filter: 'portjail[evidence=handshake]',
    logpath: logOf(config),
    ...times,
    enabled,
    increment,
    maxtime,
    ...banactionOf(choice.verified),
    ...actionsOf(config.jails, true),
  };
}

function packet(config: Config, { choice }: Host): JailAlone {
  const { enabled, ...times } = config.jails.unverified;
  const captures = capturing(config);
  const possible = choice.unverified !== undefined;
  return {
    name: packetJail,
    about: 'single packets: the source may be forged, so only new inbound connections are blocked',
    why: whyPacket(enabled, captures, possible),
    filter: 'portjail[evidence=packet]',
    logpath: logOf(config),
    ...times,
    enabled: unverifiedEnabled(config, possible),
    increment: false,
    maxtime: '',
    ...banactionOf(choice.unverified ?? choice.verified),
    ...actionsOf(config.jails, false),
  };
}

/** The file that the jails read; empty for the journal. */
const logOf = ({ log }: Config): string => (log.target === 'journal' ? '' : log.file);

function whyPacket(enabled: boolean | 'auto', captures: boolean, possible: boolean): string {
  if (enabled === true && !possible)
    return 'the config says so, though nothing here can spare our own connections to a forged source';
  if (enabled !== 'auto') return 'the config says so';
  if (!captures) return 'neither TCP nor UDP is in stealth or advanced mode';
  if (!possible) return 'nothing here (nftables, iptables) can block new connections alone';
  return 'TCP or UDP is in stealth or advanced mode';
}

function prefix(config: Config, { choice }: Host): JailAlone {
  const { enabled, ...times } = config.jails.prefix;
  const on = prefixEnabled(config);
  const auto = on ? 'trigger.ipv6Prefix has networks named' : 'trigger.ipv6Prefix is 0: no network is named';
  return {
    name: prefixJail,
    about: 'whole IPv6 networks, many of whose addresses finished TCP handshakes',
    why: enabled === 'auto' ? auto : 'the config says so',
    filter: 'portjail[evidence=prefix]',
    logpath: logOf(config),
    ...times,
    enabled: on,
    increment: false,
    maxtime: '',
    ...banactionOf(choice.prefix ?? choice.verified),
    ...alone,
  };
}

function recidive(config: Config, { choice, banLog, banLogWhy }: Host): JailAlone {
  const { enabled, ...times } = config.jails.recidive;
  const never = neverBanned(config.jails.portsentry, times.maxretry);
  return {
    name: recidiveJail,
    about: `hosts that ${handshakeJail} has banned again and again`,
    why: enabled === 'auto' ? (never ?? banLogWhy) : 'the config says so',
    filter: 'portjail-recidive',
    logpath: banLog ?? usualBanLog,
    ...times,
    enabled: enabled === 'auto' ? banLog !== undefined && never === undefined : enabled,
    increment: false,
    maxtime: '',
    ...banactionOf(choice.verified),
    ...alone,
  };
}

function fleet(config: Config, { choice }: Host): JailAlone {
  const { enabled, ...times } = config.jails.fleet;
  return {
    name: fleetJail,
    about: 'hosts that others of the fleet have proven',
    why: enabled === 'auto' ? whyFleet(config) : 'the config says so',
    filter: 'portjail-fleet',
    logpath: fleetLog,
    ...times,
    enabled: fleetEnabled(config),
    increment: false,
    maxtime: '',
    ...banactionOf(choice.verified),
    ...alone,
  };
}

function whyFleet(config: Config): string {
  if (!isInFleet(config)) return 'fleet.servers names none';
  return config.fleet.accept === true ? 'fleet.accept is true' : `fleet.accept is ${config.fleet.accept}`;
}

/** Nothing of jails.run beside the ban. */
const alone = { adds: false, before: [], behind: [] } as const;

const banactionOf = ({ inherit, action, protocol, chain }: Banaction): BanOptions => ({
  inherit,
  action,
  protocol,
  chain,
});
