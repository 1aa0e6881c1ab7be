import assert from 'node:assert/strict';
import { e2e } from '../hosts/require.ts';
import { startService } from '../hosts/service.ts';
import { type Watching, watching } from '../hosts/watching.ts';

const advanced = { mode: 'advanced' };
const trigger = { packet: 1 };

const nmap = ({ hosts }: Watching, ...options: string[]): string =>
  hosts.attacker.run(['nmap', '-Pn', '-n', '--max-retries', '0', ...options]);

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
      await stage.counted(1020);
      nmap(stage, '-6', '-sS', '-p', '1-1100', ipv6);
      await stage.counted(2040);
      nmap(stage, '-sU', '-p', '67,137,138,520,1024,1100', ipv4);
      await stage.counted(2040);
      nmap(stage, '-sU', '-p', '68,136,521,1023', '--data-length', '3', ipv4);
      await stage.counted(2044);
      const { probes, dropped } = await stage.finish();
      assert.deepEqual({ probes, dropped }, { probes: 2044, dropped: 0 });
    },
  ),
);

e2e('an address that is added later is watched, and other interfaces after a reload', () => {
  const config = { tcp: { mode: 'stealth', ports: '23' }, udp: { mode: 'off' }, trigger };
  return watching({ config }, async stage => {
    const { host } = stage.hosts;
    host.run(['ip', 'address', 'add', '10.99.0.50/24', 'dev', 'eth0']);
    nmap(stage, '-sS', '-p', '23', '10.99.0.50');
    await stage.counted(1);
    await stage.reload({ ...config, interfaces: ['lo'] });
    nmap(stage, '-sS', '-p', '23', host.ipv4);
    await stage.counted(1);
    await stage.reload({ ...config, interfaces: ['eth7'] });
    assert.match(
      stage.sentry.output(),
      /the old config stays:\nportjail: error: No interface "eth7" here: this host has/,
    );
    await stage.reload({ ...config, interfaces: ['eth0'] });
    nmap(stage, '-sS', '-p', '23', host.ipv4);
    await stage.counted(2);
    assert.equal((await stage.finish())['probes'], 2);
  });
});
