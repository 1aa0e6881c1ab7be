import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './child.ts';
import { e2e } from './require.ts';
import { startService } from './service.ts';
import { type Watching, watching } from './watching.ts';

const advanced = { mode: 'advanced' };
const trigger = { packet: 1 };

const nmap = ({ hosts }: Watching, ...options: string[]): string =>
  hosts.attacker.run(['nmap', '-Pn', '-n', '--max-retries', '0', ...options]);

async function probesAre(stage: Watching, expected: number): Promise<void> {
  await until(async () => (await stage.counter('probes')) >= expected, 5_000, 'probes').catch(() => {});
  await sleep(200);
  assert.equal(await stage.counter('probes'), expected);
}

e2e('advanced mode watches every unused port below 1024 but for the excluded ones', () =>
  watching(
    {
      config: { tcp: advanced, udp: advanced, trigger },
      prepare: ({ hosts }) => startService(hosts.host, 80),
    },
    async stage => {
      const { ipv4, ipv6 } = stage.hosts.host;
      nmap(stage, '-sS', '-p', '1-1100', ipv4);
      // 1 to 1023 without 80, 113 and 139.
      await probesAre(stage, 1020);
      nmap(stage, '-6', '-sS', '-p', '1-1100', ipv6);
      await probesAre(stage, 2040);
      nmap(stage, '-sU', '-p', '67,137,138,520,1024,1100', ipv4);
      await probesAre(stage, 2040);
      nmap(stage, '-sU', '-p', '68,136,521,1023', '--data-length', '3', ipv4);
      await probesAre(stage, 2044);
      assert.equal(await stage.counter('dropped'), 0);
    },
  ),
);

e2e('an address that is added later is watched, and other interfaces after a reload', () => {
  const config = { tcp: { mode: 'stealth', ports: '23' }, udp: { mode: 'off' }, trigger };
  return watching({ config }, async stage => {
    const { host } = stage.hosts;
    host.run(['ip', 'address', 'add', '10.99.0.50/24', 'dev', 'eth0']);
    nmap(stage, '-sS', '-p', '23', '10.99.0.50');
    await probesAre(stage, 1);
    await stage.reload({ ...config, interfaces: ['lo'] });
    nmap(stage, '-sS', '-p', '23', host.ipv4);
    await probesAre(stage, 1);
    await stage.reload({ ...config, interfaces: ['eth7'] });
    assert.match(
      stage.sentry.output(),
      /the old config stays:\nportjail: error: No interface "eth7" here: this host has/,
    );
    await stage.reload({ ...config, interfaces: ['eth0'] });
    nmap(stage, '-sS', '-p', '23', host.ipv4);
    await probesAre(stage, 2);
  });
});
