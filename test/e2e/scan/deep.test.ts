import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { watching } from '../hosts/watching.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';

/** How often the kernel has refused a connection, /proc/net/snmp. */
function resets(host: Host): number {
  const [names, values] = host
    .run(['cat', '/proc/net/snmp'])
    .split('\n')
    .filter(line => line.startsWith('Tcp: '))
    .map(line => line.split(' '));
  return Number(values?.[names?.indexOf('OutRsts') ?? -1]);
}

e2e(
  'a packet behind more extension headers than anybody needs is odd, and the kernel answers it',
  async () => {
    const config = {
      tcp: { mode: 'stealth', ports: '23,80,81' },
      udp: { mode: 'off' },
      trigger: { packet: 1 },
    };
    await watching({ config }, async stage => {
      const { host, attacker } = stage.hosts;
      // A source each: its later touches are not written one by one.
      const behind = (count: number, port: number): Uint8Array =>
        packetBetween(`fd99::9:${port}`, host.ipv6, {
          port,
          chain: Array.from({ length: count }, () => ({ kind: 60, length: 0 })),
        });
      // The host knows where to answer to.
      attacker.run(['ping', '-c', '1', host.ipv6], 'any');
      const before = resets(host);
      sendFrames(attacker, macOf(host), [behind(16, 23), behind(17, 80), behind(170, 81)]);
      await until(
        () => stage.entries().length >= 3,
        () => `three lines: ${stage.sentry.output()}`,
      );
      const seen = stage.entries().map(entry => ('kind' in entry ? `${entry.port} ${entry.kind}` : ''));
      assert.deepEqual(seen.sort(), ['23 syn', '80 odd', '81 odd']);
      await until(() => resets(host) >= before + 3, 'three answers of the kernel');
    });
  },
);
