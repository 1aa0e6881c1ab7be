import { resolve } from 'node:path';
import type { Loaded } from '../config/load.ts';
import type { FileStamp } from '../config/read/host-files.ts';
import { namedAt } from '../config/read/ignored.ts';
import type { Config } from '../config/schema/schema.ts';
import type { ProtectedHosts } from '../detect/spare/hosts/protected-hosts.ts';
import type { LoginGap } from '../detect/spare/logins/login-gap.ts';
import type { Own } from '../detect/spare/own.ts';
import type { Resting } from '../detect/watch/port-table.ts';
import type { LogSink } from '../log/sink.ts';
import type { Trouble } from '../log/trouble.ts';
import type { Place } from '../log/writer.ts';
import type { Answer } from '../names/answers.ts';
import { type NameStanding, nameStanding } from '../names/standing.ts';
import { formatAddress, formatPrefix, type Prefix } from '../net/address.ts';
import { listOf } from '../net/ports.ts';
import type { Counts } from '../sentry/sentry.ts';
import type { WayTold } from '../sentry/ways.ts';
import { processStart } from '../sys/process/processes.ts';
import { ownVersion } from '../util/version.ts';
import type { Alert } from './alerts.ts';

/** Whom one name of `ignore.protect` protects. */
export interface ProtectedList {
  readonly name: string;
  /** At most `mostListed` of them. */
  readonly addresses: readonly string[];
  /** How many there really are. */
  readonly count: number;
}

/** The state file as it was saved last. */
interface SavedState {
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** What a running sentry writes of itself to `status.json`; times are milliseconds since the epoch. */
export interface Status {
  readonly version: string;
  readonly pid: number;
  /** As `processStart`: tells this process from a later one of the same number. */
  readonly processStart: number;
  readonly started: number;
  /** When this was written. */
  readonly time: number;
  readonly config: string | null;
  readonly log: Place | null;
  readonly history: Place | null;
  /** Why lines wait, or are written slowly. */
  readonly troubles: readonly Trouble[];
  readonly modes: { readonly tcp: Config['tcp']['mode']; readonly udp: Config['udp']['mode'] };
  readonly ports: Counts;
  /** How the ports that answer are watched; null where nothing tells. */
  readonly way: WayTold | null;
  /** Ports that are not watched yet because their service has gone only lately, and when the last of them is. */
  readonly resting: { readonly ports: number; readonly until: number | null };
  /** TCP ports that are left to clients of this host, as a port list; "" for none. */
  readonly leftOut: string;
  readonly counters: Readonly<Record<string, number>>;
  /** Sources that are remembered. */
  readonly tracked: number;
  readonly protected: readonly ProtectedList[];
  /** What a restart would find; null while nothing could be saved. */
  readonly state: SavedState | null;
  /** Why it is not known who has logged in over SSH. */
  readonly loginGap: LoginGap | null;
  /** The firewall's redirections were not read, or not all of them, or not again at the last reload. */
  readonly rulesUnread: boolean;
  /** The config's addresses and the ignore files, at most `mostListed`. */
  readonly ignored: readonly string[];
  readonly ignoredCount: number;
  /** How many of them are ignored for a time only. */
  readonly ignoredForATime: number;
  /** The names of the ignore files, and whom each spares. */
  readonly names: readonly NameStanding[];
  /** The ignore files, and the answers to their names, as they were when they were read. */
  readonly ignoreFiles: readonly FileStamp[];
  /** Newest first. */
  readonly alerts: readonly Alert[];
}

/** Addresses of one list that are written at most; `connected` is asked for each host and has no list. */
export const mostListed = 1_000;

/** Whom the sentry protects, and why it knows nobody who has logged in. */
interface Guard {
  readonly own: Own;
  readonly protectedHosts: ProtectedHosts;
  readonly gap: LoginGap | undefined;
}

/** What the sentry knows at this moment. */
export interface Moment {
  readonly loaded: Loaded;
  /** To the names of the ignore files. */
  readonly answers: readonly Answer[];
  readonly guard: Guard;
  readonly sink: Pick<LogSink, 'places' | 'troubles'>;
  readonly counters: Readonly<Record<string, number>>;
  readonly ports: Counts;
  readonly way: WayTold;
  readonly resting: readonly Resting[];
  readonly leftOut: readonly number[];
  readonly tracked: number;
  readonly state: SavedState | null;
  readonly alerts: readonly Alert[];
  readonly blind: readonly string[];
}

const started = Date.now();
let version: string | undefined;

export function statusOf(moment: Moment): Status {
  const { loaded, guard, sink, counters, ports, tracked, alerts, blind } = moment;
  const { config, file, ignored } = loaded;
  const [log = null, history = null] = sink.places();
  version ??= ownVersion();
  const time = Date.now();
  const named = namedAt(ignored, time);
  return {
    version,
    pid: process.pid,
    processStart: processStart(process.pid) ?? 0,
    started,
    time,
    config: file === undefined ? null : resolve(file),
    log,
    history,
    troubles: sink.troubles(),
    modes: { tcp: config.tcp.mode, udp: config.udp.mode },
    ports,
    way: told(moment.way),
    resting: restOf(moment.resting),
    leftOut: listOf(moment.leftOut),
    counters,
    tracked,
    protected: protectedLists(guard, config.ignore.protect),
    state: moment.state,
    loginGap: guard.gap ?? null,
    rulesUnread: blind.length > 0,
    ignored: named.first(mostListed).map(formatPrefix),
    ignoredCount: named.size,
    ignoredForATime: named.temporary,
    names: ignored.names.map(entry => nameStanding(entry, moment.answers, time)),
    ignoreFiles: ignored.files,
    alerts,
  };
}

/** Without the sockets that it may hold too. */
const told = ({ whyNoTrap, whyNoHooks }: WayTold): WayTold => ({ whyNoTrap, whyNoHooks });

function restOf(resting: readonly Resting[]): Status['resting'] {
  const left = Math.max(0, ...resting.map(rest => rest.left));
  return { ports: resting.length, until: resting.length === 0 ? null : Date.now() + Math.round(left) };
}

/** Whom each of the names protects. */
export function protectedLists(
  { own, protectedHosts }: Omit<Guard, 'gap'>,
  names: Config['ignore']['protect'],
): ProtectedList[] {
  return names.map(name => {
    if (name === 'own') {
      return {
        name,
        addresses: own.list.slice(0, mostListed).map(formatAddress),
        count: own.list.length,
      };
    }
    const list = name === 'connected' ? [] : (protectedHosts.lists.get(name) ?? []);
    return { name, addresses: texts(list), count: list.length };
  });
}

const texts = (prefixes: readonly Prefix[]): string[] => prefixes.slice(0, mostListed).map(formatPrefix);
