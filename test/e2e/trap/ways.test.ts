import assert from 'node:assert/strict';
import { formatAddress } from '../../../src/net/address.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { startService } from '../hosts/service.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { eachWay } from '../hosts/ways.ts';
import { connectFrom, sendTo } from './stage/trap-stage.ts';

/** Ports that nobody here uses, below those of clients, and one UDP port among those. */
const config = {
  tcp: { ports: '23,79,5432,8081' },
  udp: { mode: 'connect', ports: '69,161,40000' },
  banner: 'go away\r\n',
  ignore: { addresses: [], protect: ['own'] },
  trigger: { packet: 1 },
};

const nmap = (from: Host, target: string, ports: string): string =>
  from.run(['nmap', '-sT', '-Pn', '-n', '--max-retries', '0', '-p', ports, target]);

/** What was logged, each once: in which order the ports are touched is the scanner's choice. */
const told = (stage: Watching): string[] => {
  const lines = stage
    .entries()
    .map(entry =>
      entry.verb === 'held'
        ? 'held'
        : `${entry.verb} ${formatAddress(entry.source)} ${entry.kind} ${entry.evidence} ${entry.protocol} ${formatAddress(entry.target)}`,
    );
  return [...new Set(lines)].sort();
};

for (const [way, prefix, words] of eachWay) {
  e2e(`${way}: a scan by both protocols and families has the same lines and counters`, () =>
    watching({ config, prefix }, async stage => {
      const { host, attacker } = stage.hosts;
      assert.match(stage.sentry.output(), new RegExp(`4 TCP and 3 UDP ports answer: ${words}`));
      const shown = nmap(attacker, host.ipv4, '23,79,80,5432,8081');
      for (const port of [23, 79, 5432, 8081]) assert.match(shown, new RegExp(`^${port}/tcp +open`, 'm'));
      assert.match(shown, /^80\/tcp +closed/m);
      assert.equal(connectFrom(attacker, host.ipv6, 8081), 'open go away');
      for (const port of [69, 161, 40_000]) sendTo(attacker, host.ipv4, port);
      sendTo(attacker, host.ipv6, 69);
      await stage.counted(9);
      const counted = await stage.finish();
      assert.deepEqual([counted['probes'], counted['dropped'], counted['lost']], [9, 0, 0]);
      assert.deepEqual(told(stage), [
        'held',
        `scan ${attacker.ipv4} connect handshake tcp ${host.ipv4}`,
        `scan ${attacker.ipv4} udp packet udp ${host.ipv4}`,
        `scan ${attacker.ipv6} connect handshake tcp ${host.ipv6}`,
        `scan ${attacker.ipv6} udp packet udp ${host.ipv6}`,
      ]);
    }),
  );

  e2e(`${way}: a reload opens other ports and closes the old`, () =>
    watching({ config, prefix }, async stage => {
      const { host, attacker } = stage.hosts;
      await stage.reload({ ...config, tcp: { ports: '24,8082' }, udp: { mode: 'off' } });
      assert.match(stage.sentry.output(), /reloaded .*: 2 TCP and 0 UDP ports/);
      assert.equal(connectFrom(attacker, host.ipv4, 23), 'ECONNREFUSED');
      assert.equal(connectFrom(attacker, host.ipv4, 24), 'open go away');
      assert.equal(connectFrom(attacker, host.ipv6, 8082), 'open go away');
      await stage.counted(2);
    }),
  );

  e2e(`${way}: a port that a service has is its own, and rests when that has gone`, () =>
    watching(
      {
        config,
        prefix,
        prepare: ({ hosts: { host } }) => startService(host, 8081),
      },
      async stage => {
        const { host, attacker } = stage.hosts;
        assert.match(stage.sentry.output(), /TCP port 8081 is in use by a service/);
        nmap(attacker, host.ipv4, '23,8081');
        await stage.counted(1);
        assert.ok(!stage.entries().some(entry => entry.verb === 'scan' && entry.port === 8081));
      },
    ),
  );
}
