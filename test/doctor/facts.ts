import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema/schema.ts';
import type { Facts, JailFacts, LiveJail, TriedJail } from '../../src/doctor/facts.ts';
import type { Check } from '../../src/doctor/finding.ts';
import { writtenBy } from '../../src/doctor/gather/written.ts';
import type { Action } from '../../src/fail2ban/dump.ts';
import type { JailName } from '../../src/jails/pack/names.ts';
import { datePattern, failRegex } from '../../src/log/line.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';

export const defaults: Config = loadConfig({ defaults: true }).config;
export const log = defaults.log.file;
export const now = Date.parse('2026-11-22T08:00:00.000Z');

export const action: Action = {
  name: 'nftables',
  protocol: 'tcp,udp',
  tools: ['nft'],
  missing: [],
  hook: 'input',
};

/** The pack for the defaults, as the doctor reads it. */
const written = writtenBy(defaults);

const configured: Omit<TriedJail, 'values'> = {
  backend: 'auto',
  logPaths: [log],
  regexes: [`^${failRegex('handshake')}`],
  ignored: [],
  datePattern,
  actions: [action],
  maxretry: 1,
  trial: { expected: ['192.0.2.1'], found: ['192.0.2.1'] },
};

/** Options with their values; the rest of a jail is as it was written. */
export type Said = Readonly<Record<string, readonly string[]>>;

interface Differs extends Partial<Omit<TriedJail, 'values'>> {
  readonly values?: Said;
}

interface Running extends Partial<Omit<LiveJail, 'values'>> {
  readonly values?: Said;
}

/** A jail as on a healthy host, with these differences by the files and in the server. */
export function jail(differs: Differs = {}, running: Running = {}, name: JailName = 'portsentry'): JailFacts {
  const own = written.get(name) ?? new Map();
  const files = { ...configured, ...differs };
  const server = { logPaths: [log], ignored: prefixSet([]), ...running };
  return {
    name,
    wanted: true,
    written: own,
    configured: {
      ...files,
      values: new Map([
        ...own,
        ['actions', files.actions.map(one => one.name)],
        ['failregex', files.regexes],
        ['ignoreregex', files.ignored],
        ['datepattern', [files.datePattern]],
        ['logpath', files.logPaths],
        ...Object.entries(differs.values ?? {}),
      ]),
    },
    live: {
      ...server,
      values: new Map([
        ...own,
        ['actions', files.actions.map(one => one.name)],
        ['failregex', files.regexes],
        ['ignoreregex', files.ignored],
        ['datepattern', [files.datePattern]],
        ['logpath', server.logPaths],
        ...Object.entries(running.values ?? {}),
      ]),
    },
  };
}

export const recidiveJail = (differs: Differs = {}, running: Running = {}): JailFacts => {
  const own = written.get('portsentry-recidive');
  const filter = {
    regexes: own?.get('failregex') ?? [],
    datePattern: own?.get('datepattern')?.[0] ?? '',
    logPaths: ['/var/log/fail2ban.log'],
  };
  return jail({ ...filter, ...differs }, { logPaths: filter.logPaths, ...running }, 'portsentry-recidive');
};

/** A host on which nothing is wrong: every test plants its one fault in it. */
export const healthy: Facts = {
  now,
  config: defaults,
  file: undefined,
  host: {
    kin: new Map([['203.0.113.1', "this host's own address"]]),
    admins: [],
    loginGap: undefined,
    ignored: prefixSet([]),
    names: [],
    asker: 'none',
    services: [{ protocol: 'tcp', port: 22 }],
    watched: [
      { name: 'lo', unreached: 'loopback' },
      { name: 'eth0', unreached: undefined },
    ],
    hasIPv6: true,
    mayCapture: true,
    space: [{ path: '/var/log/portjail', bytes: 1e9, files: 1000 }],
    unitBefore: undefined,
  },
  sentries: [
    {
      pid: 7,
      here: true,
      writes: [{ path: log, device: 1, inode: 33 }],
      captures: false,
      time: now - 3000,
      loginGap: undefined,
    },
  ],
  statusUnfit: undefined,
  log: {
    path: log,
    names: [log],
    unfit: undefined,
    found: { path: log, device: 1, inode: 33, mode: 0o100640 },
    lines: [],
    serverReads: true,
    truncatedBy: [],
  },
  pack: {
    installed: true,
    settings: [],
    serverSettings: [],
    actionSettings: [],
    filterOverrides: [],
    actionOverrides: [],
  },
  server: {
    version: '1.0.2',
    state: 'up',
    refused: undefined,
    skipped: [],
    target: '/var/log/fail2ban.log',
    level: 'INFO',
    targetIsFile: true,
    zoneOff: 0,
    database: { live: '/var/lib/f.sqlite3', configured: '/var/lib/f.sqlite3' },
    configured: ['portsentry'],
    running: ['portsentry'],
    recidive: [],
    banned: new Map(),
  },
  jails: [jail()],
  firewall: { rulesets: [], known: true, ban: () => 'in force', names: () => true, forwards: [] },
  fleet: undefined,
};

export const names = (check: Check, facts: Facts): string[] => check(facts).map(({ name }) => name);
