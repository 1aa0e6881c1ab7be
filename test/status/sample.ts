import type { Status } from '../../src/status/shape.ts';

/** A status as a sentry writes it. */
export const sample: Status = {
  version: '1.0.0',
  pid: 321,
  processStart: 4711,
  started: 1_795_334_454_123,
  time: 1_795_334_459_123,
  config: '/etc/portjail/portjail.json',
  log: { file: '/var/log/portjail/portsentry.log', device: 1, inode: 2 },
  history: null,
  modes: { tcp: 'stealth', udp: 'off' },
  ports: { sockets: { tcp: 1, udp: 0 }, captured: { tcp: 54, udp: 0 } },
  way: { whyNoTrap: undefined, whyNoHooks: 'cgroup v2 is not mounted here' },
  resting: { ports: 0, until: null },
  leftOut: '',
  counters: { probes: 9, scan: 2, seen: 3, held: 1, quiet: 3, dropped: 0, lost: 0 },
  tracked: 4,
  protected: [
    { name: 'own', addresses: ['192.0.2.10', '2001:db8::1'], count: 2 },
    { name: 'gateways', addresses: ['192.0.2.1'], count: 1 },
    { name: 'ssh', addresses: [], count: 0 },
    { name: 'connected', addresses: [], count: 0 },
  ],
  loginGap: 'no-journal',
  rulesUnread: true,
  ignored: ['127.0.0.0/8', '::1'],
  ignoredCount: 2,
  ignoredForATime: 0,
  ignoreFiles: [{ file: '/etc/portjail/ignore', device: 1, inode: 3, written: 1_795_334_400_000 }],
  alerts: [
    {
      time: 1_795_334_450_000,
      source: '203.0.113.7',
      evidence: 'packet',
      kind: 'syn',
      protocol: 'tcp',
      port: 23,
      hits: 4,
      ports: 4,
    },
  ],
};
