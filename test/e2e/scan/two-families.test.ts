import assert from 'node:assert/strict';
import { formatAddress } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { nmap } from '../hosts/nmap.ts';
import { serveAt } from '../hosts/programs.ts';
import { e2e } from '../hosts/require.ts';
import { canReach } from '../hosts/service.ts';
import { type Watching, watching } from '../hosts/watching.ts';

/** Named ports as "address port", once those of a last touch, which is really one, are there. */
async function namedUntil(stage: Watching, last: string): Promise<string[]> {
  const named = (): string[] =>
    stage
      .entries()
      .flatMap(entry => (entry.verb === 'held' ? [] : `${formatAddress(entry.target)} ${entry.port}`));
  await until(() => named().includes(last), `${last} in ${named().join()}`);
  return [...new Set(named())].filter(each => each !== last);
}

/** As a client with two addresses of its server does: IPv6 first, then the other one. */
function talk(from: Host, host: Host, port: number): void {
  from.run(['nmap', '-6', '-n', '-Pn', '-sT', '--max-retries', '0', '-p', String(port), host.ipv6], 'any');
  assert.ok(canReach(from, host.ipv4, port), `IPv4, ${port}`);
}

for (const mode of ['stealth', 'advanced'] as const)
  e2e(`a client that tries IPv6 first at services of IPv4 alone is no scanner, in ${mode} mode`, () =>
    watching(
      {
        config: {
          tcp: { mode, ports: '143,465,587,993,994' },
          udp: { mode, ports: '161,162' },
          trigger: { packet: 1 },
        },
        prepare: async ({ hosts: { host } }) => {
          for (const [port, at] of [
            [143, '0.0.0.0'],
            [465, '0.0.0.0'],
            [587, host.ipv4],
            [993, host.ipv4],
            [994, '127.0.0.1'],
          ] as const)
            await serveAt(host, port, at);
          await datagramsAt(host, 161);
        },
      },
      async stage => {
        const { host, attacker, inner } = stage.hosts;
        for (const port of [143, 465, 587, 993]) talk(attacker, host, port);
        nmap(attacker, host.ipv6, '-sU', '161');
        // What listens on loopback alone serves nobody outside, in either family.
        for (const target of [host.ipv4, host.ipv6]) nmap(attacker, target, '-sS', '994');
        nmap(inner, host.ipv6, '-sU', '162');
        assert.deepEqual(await namedUntil(stage, `${host.ipv6} 162`), [
          `${host.ipv4} 994`,
          `${host.ipv6} 994`,
        ]);
      },
    ),
  );

const datagramsAt = (host: Host, port: number): Promise<void> =>
  host
    .start([
      process.execPath,
      '-e',
      `require('node:dgram').createSocket('udp4').bind(${port}, () => console.log('open'));`,
    ])
    .waitFor('open');

e2e('connect mode leaves the port of a service alone in both families, and shares one of loopback', () =>
  watching(
    {
      config: { tcp: { ports: '5432,6379,7000' }, udp: { mode: 'off' } },
      prepare: async ({ hosts: { host } }) => {
        await serveAt(host, 5432, host.ipv4);
        await serveAt(host, 6379, '127.0.0.1');
      },
    },
    async stage => {
      const { host, attacker, inner } = stage.hosts;
      talk(attacker, host, 5432);
      for (const target of [host.ipv4, host.ipv6]) nmap(attacker, target, '-sT', '6379');
      assert.ok(canReach(host, '127.0.0.1', 6379), 'the service on loopback is still served');
      nmap(inner, host.ipv6, '-sT', '7000');
      assert.deepEqual(await namedUntil(stage, `${host.ipv6} 7000`), [
        `${host.ipv4} 6379`,
        `${host.ipv6} 6379`,
      ]);
    },
  ),
);

e2e('connect mode on named interfaces leaves the port of a service on one address alone on all of them', () =>
  watching(
    {
      config: { tcp: { ports: '5432,7000' }, udp: { mode: 'off' }, interfaces: ['eth0'] },
      prepare: ({ hosts: { host } }) => serveAt(host, 5432, host.ipv4),
    },
    async stage => {
      const { host, attacker, inner } = stage.hosts;
      talk(attacker, host, 5432);
      nmap(inner, host.ipv6, '-sT', '7000');
      assert.deepEqual(await namedUntil(stage, `${host.ipv6} 7000`), []);
    },
  ),
);
