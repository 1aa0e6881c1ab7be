import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatAddress } from '../../../src/net/address.ts';
import { utmpRecord } from '../../detect/spare/hosts/utmp-record.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';

const port = 23;
const listening = { tcp: { ports: `${port}` }, udp: { mode: 'off' }, ignore: { files: [] } };

const nmap = (from: Host, target: string, how: '-sS' | '-sT', ports: string): string =>
  from.run([
    'nmap',
    ...(target.includes(':') ? ['-6'] : []),
    how,
    ...['-Pn', '-n', '--max-retries', '0', '-p', ports, target],
  ]);

/** The verdicts on a source: `scan handshake`, `seen protected` and so on. */
const verdicts = (stage: Watching, source: string): string[] =>
  stage.entries().flatMap(entry => {
    if (entry.verb === 'held' || formatAddress(entry.source) !== source) return [];
    return [entry.verb === 'scan' ? `scan ${entry.evidence}` : `seen ${entry.why}`];
  });

/** Touches the port again and again until the verdict is there. */
const touchedUntil = (stage: Watching, from: Host, family: 'ipv4' | 'ipv6', verdict: string): Promise<true> =>
  until(() => {
    nmap(from, stage.hosts.host[family], '-sT', `${port}`);
    return verdicts(stage, from[family]).includes(verdict);
  }, `${verdict} of ${from[family]}`);

e2e('the default gateway is never banned, nor the one that takes its place while the sentry runs', () =>
  watching(
    {
      config: listening,
      prepare: ({ hosts: { host, inner } }) => {
        host.run(['ip', 'route', 'add', 'default', 'via', inner.ipv4]);
        host.run(['ip', '-6', 'route', 'add', 'default', 'via', inner.ipv6, 'table', '77']);
      },
    },
    async stage => {
      const { host, inner, attacker } = stage.hosts;
      await stage.sentry.waitFor(/protected: \d own addresses, 2 gateways/);
      for (const family of ['ipv4', 'ipv6'] as const) {
        await touchedUntil(stage, inner, family, 'seen protected');
        await touchedUntil(stage, attacker, family, 'scan handshake');
      }
      host.run(['ip', 'route', 'replace', 'default', 'via', attacker.ipv4]);
      host.run(['ip', '-6', 'route', 'replace', 'default', 'via', attacker.ipv6, 'table', '77']);
      for (const family of ['ipv4', 'ipv6'] as const) {
        await touchedUntil(stage, attacker, family, 'seen protected');
        await touchedUntil(stage, inner, family, 'scan handshake');
      }
    },
  ),
);

e2e('whoever is logged in over SSH is protected as long as the session lives, and no longer', async () => {
  const run = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
  // In a mount namespace of the sentry's own, where /run is ours.
  const prefix = ['unshare', '-m', 'sh', '-c', `mount --bind ${run} /run && exec "$@"`, 'sh'];
  try {
    await watching({ config: listening, prefix }, async stage => {
      const { host, attacker } = stage.hosts;
      const session = host.start(['sleep', 'infinity']);
      const records = (['ipv4', 'ipv6'] as const).map(family =>
        utmpRecord(7, session.pid, attacker[family], process.arch),
      );
      writeFileSync(join(run, 'utmp'), Buffer.concat(records));
      for (const family of ['ipv4', 'ipv6'] as const)
        await touchedUntil(stage, attacker, family, 'seen protected');
      const before = verdicts(stage, attacker.ipv4).length;
      await session.stop();
      await touchedUntil(stage, attacker, 'ipv6', 'scan handshake');
      await until(() => {
        nmap(attacker, host.ipv4, '-sT', `${port}`);
        return verdicts(stage, attacker.ipv4).slice(before).includes('scan handshake');
      }, 'the scan after the session');
    });
  } finally {
    rmSync(run, { recursive: true });
  }
});

const stealth = {
  tcp: { mode: 'stealth', ports: '1-100', decoys: '200' },
  udp: { mode: 'off' },
  ignore: { files: [] },
};
const open = 8000;

/** Holds a connection open until it is stopped. */
const holding = (from: Host, target: string) =>
  from.start([
    process.execPath,
    '-e',
    `const socket = require('node:net').connect(${open}, '${target}');
     socket.on('connect', () => console.log('connected'));
     setInterval(() => {}, 1000);`,
  ]);

e2e('a connected host is spared from packet evidence, a finished handshake bans it all the same', () =>
  watching({ config: stealth }, async stage => {
    const { host, attacker, inner } = stage.hosts;
    // A service that says hello and keeps the connection.
    const service = `require('node:net').createServer().listen(${open}, '::', () => console.log('open'))`;
    await host.start([process.execPath, '-e', service]).waitFor('open');
    for (const family of ['ipv4', 'ipv6'] as const) {
      await holding(attacker, host[family]).waitFor('connected');
      for (const from of [attacker, inner]) nmap(from, host[family], '-sS', '1-20');
      await until(() => verdicts(stage, inner[family]).includes('scan packet'), 'the scan of a stranger');
      await until(() => verdicts(stage, attacker[family]).includes('seen protected'), 'the spared scan');
      assert.ok(!verdicts(stage, attacker[family]).includes('scan packet'));
      nmap(attacker, host[family], '-sT', '200');
      await until(() => verdicts(stage, attacker[family]).includes('scan handshake'), 'the handshake');
    }
  }),
);
