import assert from 'node:assert/strict';
import { formatAddress } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';

/** Clients and servers, every listener, and no cookie asked for (ip-sysctl of the kernel's documentation). */
const everyListener = ['sysctl', '-qw', 'net.ipv4.tcp_fastopen=1539'] as const;
const strangers = { ipv4: '203.0.113.77', ipv6: '2001:db8:66::77' } as const;

/** The host answers the strangers by way of the attacker, as it would by its gateway. */
function routeTo(host: Host, attacker: Host): void {
  host.run(['ip', 'route', 'add', '203.0.113.0/24', 'via', attacker.ipv4]);
  host.run(['ip', 'route', 'add', '2001:db8:66::/64', 'via', attacker.ipv6]);
}

/** A SYN with data and the option that asks for a cookie (RFC 7413), between two NOPs. */
function forge({ host, attacker }: Watching['hosts'], port: number): void {
  const payload = [1, 1, 34, 2, ...Buffer.from('hello!')];
  const shape = { port, payload, words: 6 };
  const packets = (['ipv4', 'ipv6'] as const).map(family =>
    packetBetween(strangers[family], host[family], shape),
  );
  sendFrames(attacker, macOf(host), packets);
}

/** Whoever finishes a handshake afterwards is named, so the forged ones were there to be named before. */
async function namedSince(stage: Watching, ports: readonly number[]): Promise<string[]> {
  const { host, attacker } = stage.hosts;
  attacker.run(['nmap', '-n', '-Pn', '-sT', '-p', ports.join(), host.ipv4], 'any');
  const named = (): string[] =>
    stage.entries().flatMap(entry => (entry.verb === 'scan' ? formatAddress(entry.source) : []));
  await until(() => named().includes(attacker.ipv4), 'the line of a real handshake');
  return [...new Set(named())];
}

e2e('one forged SYN with data is no finished handshake, where fast open is set for every listener', () =>
  watching(
    {
      config: { tcp: { ports: '23,2323' }, udp: { mode: 'off' } },
      prepare: ({ hosts: { host, attacker } }) => {
        host.run(everyListener);
        routeTo(host, attacker);
      },
    },
    async stage => {
      forge(stage.hosts, 23);
      assert.deepEqual(await namedSince(stage, [2323]), [stage.hosts.attacker.ipv4]);
    },
  ),
);

e2e('nor where it is set while the sentry runs, for decoys, old ones and those of a reload', () => {
  const config = (decoys: string) => ({
    tcp: { mode: 'stealth', ports: '99', decoys },
    udp: { mode: 'off' },
  });
  return watching(
    { config: config('23'), prepare: ({ hosts: { host, attacker } }) => routeTo(host, attacker) },
    async stage => {
      stage.hosts.host.run(everyListener);
      forge(stage.hosts, 23);
      await stage.reload(config('23,2323,24'));
      for (const port of [23, 24]) forge(stage.hosts, port);
      assert.deepEqual(await namedSince(stage, [2323]), [stage.hosts.attacker.ipv4]);
    },
  );
});
