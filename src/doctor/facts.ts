import type { Config } from '../config/schema/schema.ts';
import type { LoginGap } from '../detect/spare/logins/login-gap.ts';
import type { ConfiguredJail } from '../fail2ban/dump.ts';
import type { Setting } from '../fail2ban/jail-files.ts';
import type { Values } from '../fail2ban/options.ts';
import type { Refusal, Skipped } from '../fail2ban/refusal.ts';
import type { ServerState } from '../fail2ban/server.ts';
import type { Ban } from '../firewall/ban.ts';
import type { Ruleset } from '../firewall/read/ruleset.ts';
import type { Finding as FleetFinding } from '../fleet/check/finding.ts';
import type { Override } from '../jails/install/recidive-override.ts';
import type { JailName } from '../jails/pack/names.ts';
import type { Trouble } from '../log/trouble.ts';
import type { askerOf } from '../names/answers.ts';
import type { NameStanding } from '../names/standing.ts';
import type { PrefixSet } from '../net/prefix-set.ts';
import type { Caveat } from '../status/caveats.ts';
import type { FleetFound } from '../status/fleet/find.ts';
import type { Service } from '../sys/ports/port-holders.ts';
import type { FileId } from '../sys/process/processes.ts';

/** Everything that the checks look at, gathered once. Times are milliseconds since the epoch. */
export interface Facts {
  readonly now: number;
  readonly config: Config;
  /** The config file; undefined for the built-in defaults. */
  readonly file: string | undefined;
  readonly host: HostFacts;
  readonly sentries: readonly SentryFacts[];
  /** What stands in the place of the sentry's status, where that is no file. */
  readonly statusUnfit: string | undefined;
  readonly log: LogFacts;
  readonly pack: PackFacts;
  readonly server: ServerFacts;
  readonly jails: readonly JailFacts[];
  readonly firewall: FirewallFacts;
  /** Undefined where the config names no server of a fleet. */
  readonly fleet: FleetFacts | undefined;
}

export interface FleetFacts {
  readonly found: FleetFound;
  /** What is to be said of this host's certificate and key. */
  readonly files: readonly FleetFinding[];
  /** What others have proven, which the jail reads. */
  readonly log: LogFacts;
}

export interface HostFacts {
  /** Own addresses, gateways and resolvers by their text, with what they are. */
  readonly kin: ReadonlyMap<string, string>;
  /** Peers of live SSH sessions, and of the session that asks. */
  readonly admins: readonly string[];
  /** Why a sentry that is started here would not know them. */
  readonly loginGap: LoginGap | undefined;
  /** ignore.addresses and the ignore files, with the addresses of their names. */
  readonly ignored: PrefixSet;
  /** The names of the ignore files. */
  readonly names: readonly NameStanding[];
  /** Whether the process runs that looks them up. */
  readonly asker: ReturnType<typeof askerOf>;
  /** Sockets of others than the sentry. */
  readonly services: readonly Service[];
  readonly hasIPv6: boolean;
  /** Interfaces that the config watches; none where none of them is here. */
  readonly watched: readonly Watched[];
  /** Whether a program started here may open a packet socket. */
  readonly mayCapture: boolean;
  readonly space: readonly Space[];
  /** A unit of the sentry's in /etc that is in force instead of the package's. */
  readonly unitBefore: string | undefined;
}

export interface Watched {
  readonly name: string;
  /** Why nobody outside reaches it, as the end of "lo is"; undefined where somebody may. */
  readonly unreached: string | undefined;
}

/** What is left of a file system for those who are not root. */
export interface Space {
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
}

/** A running sentry of this network namespace. */
export interface SentryFacts {
  readonly pid: number;
  /** Whether its process is seen from here, so that the number is its own here too. */
  readonly here: boolean;
  /** Files that it holds open for writing; a deleted one's path ends in " (deleted)". */
  readonly writes: readonly FileId[];
  /** Whether it has a packet socket, its own or a tcpdump child's. */
  readonly captures: boolean;
  /** When it last wrote its status; undefined where it writes none. */
  readonly time: number | undefined;
  /** Why it does not know who has logged in over SSH, as its status says. */
  readonly loginGap?: LoginGap | undefined;
  /** It does not know all of the firewall's redirections, as its status says. */
  readonly rulesUnread?: boolean | undefined;
  /** Why its lines wait, or are written slowly, as its status says. */
  readonly troubles?: readonly Trouble[] | undefined;
  /** What else an administrator should know, as its status says. */
  readonly socketsEach?: Caveat | undefined;
  readonly manyRest?: Caveat | undefined;
}

export interface LogFacts {
  readonly path: string;
  /** That path, and the one without links on the way, by which the kernel knows it. */
  readonly names: readonly string[];
  /** Undefined where there is nothing. */
  readonly found: (FileId & { readonly mode: number }) | undefined;
  /** What stands there, where that is no file that root should read. */
  readonly unfit: string | undefined;
  /** The last lines; undefined where this user may not read them. */
  readonly lines: readonly string[] | undefined;
  /** Whether Fail2ban's server may read it; undefined where no server runs. */
  readonly serverReads: boolean | undefined;
  /** Files of logrotate that copy and truncate this log. */
  readonly truncatedBy: readonly string[];
}

export interface PackFacts {
  readonly installed: boolean;
  /** What the jail files say, in the order in which Fail2ban reads them. */
  readonly settings: readonly Setting[];
  /** The same of the files that set up Fail2ban's server, and of those that change actions. */
  readonly serverSettings: readonly Setting[];
  readonly actionSettings: readonly Setting[];
  /** Files that change our filters. */
  readonly filterOverrides: readonly string[];
  /** Files that change actions of Fail2ban's. */
  readonly actionOverrides: readonly string[];
}

export interface ServerFacts {
  readonly version: string | undefined;
  readonly state: ServerState;
  /** What keeps a server from starting with this configuration, by `fail2ban-client -t`. */
  readonly refused: Refusal | undefined;
  /** Jails that it passes over. */
  readonly skipped: readonly Skipped[];
  /** `logtarget` and `loglevel`, of the server where it runs, else of its configuration. */
  readonly target: string;
  readonly level: string;
  /** Whether the target is a regular file. */
  readonly targetIsFile: boolean;
  /** How far the stamps of its log are from the clock here, in milliseconds; undefined where there is none. */
  readonly zoneOff: number | undefined;
  /** The file of its database: of the server, and of its configuration; undefined where it keeps none. */
  readonly database: { readonly live: string | undefined; readonly configured: string | undefined };
  /** Jails of its configuration that would run. */
  readonly configured: readonly string[];
  /** Jails that run. */
  readonly running: readonly string[];
  /** What jails of the admin's would have to leave out that count bans of forged sources. */
  readonly recidive: readonly Override[];
  /** Every ban, by jail. */
  readonly banned: ReadonlyMap<string, readonly string[]>;
}

export interface JailFacts {
  readonly name: JailName;
  /** Whether our config wants it. */
  readonly wanted: boolean;
  /** What the pack for our config says, as far as it does not hang on the host. */
  readonly written: Values;
  /** As Fail2ban's files have it; undefined where they switch it off. */
  readonly configured: TriedJail | undefined;
  /** As the server has it; undefined where it does not run. */
  readonly live: LiveJail | undefined;
}

/** A jail as it would run. */
export interface TriedJail extends ConfiguredJail {
  readonly values: Values;
  /** What its filter did with lines that it has to match; undefined where nothing was tried. */
  readonly trial: Trial | undefined;
}

/** Sources of the log's last ban-grade lines, and of a line made up for it; and those that the filter found. */
export interface Trial {
  readonly expected: readonly string[];
  readonly found: readonly string[];
}

export interface LiveJail {
  readonly values: Values;
  readonly logPaths: readonly string[];
  /** `ignoreip`. */
  readonly ignored: PrefixSet;
}

export interface FirewallFacts {
  readonly rulesets: readonly Ruleset[];
  /** Whether the firewall could be read at all. */
  readonly known: boolean;
  /** Whether what comes from a host or network is dropped, or answers to it are. */
  readonly ban: (address: string) => Ban;
  /** Whether just this host or network stands in a set, a rule, a route or hosts.deny. */
  readonly names: (address: string) => boolean;
  /** Ports that are sent on to other hosts, such as containers. */
  readonly forwards: readonly string[];
}
