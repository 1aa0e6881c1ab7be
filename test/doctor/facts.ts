import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema/schema.ts';
import type { Facts, JailFacts, LiveJail, TriedJail } from '../../src/doctor/facts.ts';
import type { Check } from '../../src/doctor/finding.ts';
import type { Action } from '../../src/fail2ban/dump.ts';
import { failRegex } from '../../src/log/line.ts';
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

const configured: TriedJail = {
  backend: 'auto',
  logPaths: [log],
  regexes: [`^${failRegex('handshake')}`],
  ignored: [],
  datePattern: '^x',
  actions: [action],
  maxretry: 1,
  trial: { expected: ['192.0.2.1'], found: ['192.0.2.1'] },
};
const live: LiveJail = { logPaths: [log], usedns: 'no', ignored: prefixSet([]) };

/** The jail portsentry as on a healthy host, with these differences. */
export const jail = (differs: Partial<TriedJail> = {}, running: Partial<LiveJail> = {}): JailFacts => ({
  name: 'portsentry',
  wanted: true,
  configured: { ...configured, ...differs },
  live: { ...live, ...running },
});

export const recidiveJail = (differs: Partial<TriedJail> = {}): JailFacts => ({
  ...jail({ logPaths: ['/var/log/fail2ban.log'], ...differs }, { logPaths: ['/var/log/fail2ban.log'] }),
  name: 'portsentry-recidive',
});

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
    services: [{ protocol: 'tcp', port: 22 }],
    hasIPv6: true,
    mayCapture: true,
    space: [{ path: '/var/log/portjail', bytes: 1e9, files: 1000 }],
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
  pack: { installed: true, settings: [], filterOverrides: [] },
  server: {
    version: '1.0.2',
    state: 'up',
    refused: undefined,
    skipped: [],
    target: '/var/log/fail2ban.log',
    level: 'INFO',
    targetIsFile: true,
    zoneOff: 0,
    configured: ['portsentry'],
    running: ['portsentry'],
    recidive: [],
    banned: new Map(),
  },
  jails: [jail()],
  firewall: { rulesets: [], known: true, ban: () => 'in force', names: () => true, forwards: [] },
};

export const names = (check: Check, facts: Facts): string[] => check(facts).map(({ name }) => name);
