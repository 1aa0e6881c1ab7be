import assert from 'node:assert/strict';
import { formatAddress } from '../../../src/net/address.ts';
import { withoutTrap } from '../../support/trap.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { serveAt } from '../hosts/programs.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { eachWay } from '../hosts/ways.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';

/** A second wire between attacker and host: 10.98.0.1 on the host's side of it. */
function plug({ host, attacker }: Watching['hosts'], name: string): void {
  host.run(['ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'second', 'netns', attacker.name]);
  host.run(['ip', 'address', 'add', '10.98.0.1/24', 'dev', name]);
  attacker.run(['ip', 'address', 'add', '10.98.0.2/24', 'dev', 'second']);
  attacker.run(['ip', 'link', 'set', 'second', 'up']);
  host.run(['ip', 'link', 'set', name, 'up']);
}

const touch = (from: Host, target: string, port: number): string =>
  from.run(['nmap', '-Pn', '-n', '--max-retries', '0', '-sT', '-p', `${port}`, target]);

for (const mode of ['connect', 'stealth'])
  e2e(`${mode} mode watches the interfaces that are here, and takes up the others when they come`, () => {
    const tcp = { mode, ports: '23' };
    const interfaces = ['wg0', 'eth0'];
    const config = { tcp, udp: { mode: 'off' }, interfaces, trigger: { packet: 1 } };
    return watching({ config }, async stage => {
      const { hosts, sentry } = stage;
      const { host } = hosts;
      assert.match(
        sentry.output(),
        /warning: no interface "wg0" here now: it is watched as soon as it comes/,
      );
      touch(hosts.attacker, host.ipv4, 23);
      await stage.counted(1);
      plug(hosts, 'other');
      touch(hosts.attacker, '10.98.0.1', 23);
      await stage.counted(1);
      host.run(['ip', 'link', 'set', 'other', 'down']);
      host.run(['ip', 'link', 'set', 'other', 'name', 'wg0']);
      host.run(['ip', 'link', 'set', 'wg0', 'up']);
      await sentry.waitFor('interface "wg0" is here now, and watched');
      touch(hosts.attacker, '10.98.0.1', 23);
      await stage.counted(2);
      host.run(['ip', 'link', 'delete', 'wg0']);
      await until(
        () => /no interface "wg0"/g[Symbol.match](sentry.output())?.length === 2,
        'that it is gone',
      );
      plug(hosts, 'wg0');
      await until(() => sentry.output().split('"wg0" is here now').length === 3, 'that it is back');
      touch(hosts.attacker, '10.98.0.1', 23);
      await stage.counted(3);
    });
  });

const tentative = 'fd99::77';

/** A service on loopback alone has one of the ports, and the address is tentative for some seconds. */
const prepare = async ({ hosts: { host } }: Pick<Watching, 'hosts'>): Promise<void> => {
  await serveAt(host, 6379, '127.0.0.1');
  host.run(['sysctl', '-qw', 'net.ipv6.conf.eth0.dad_transmits=6']);
  host.run(['ip', 'address', 'add', `${tentative}/64`, 'dev', 'eth0']);
};

for (const [way, prefix] of eachWay)
  for (const interfaces of [['*'], ['eth0']])
    e2e(`${way}: connect mode on ${interfaces.join()} sees an IPv6 address as soon as it is usable`, () => {
      const config = { tcp: { ports: '23,6379' }, udp: { mode: 'off' }, interfaces };
      return watching(
        { config, prepare, prefix },
        async ({ hosts: { host, attacker }, sentry, ...stage }) => {
          assert.doesNotMatch(sentry.output(), /EADDRNOTAVAIL/);
          for (const port of [23, 6379])
            await until(() => {
              attacker.run([
                'nmap',
                '-6',
                '-Pn',
                '-n',
                '--max-retries',
                '0',
                '-sT',
                '-p',
                `${port}`,
                tentative,
              ]);
              return stage
                .entries()
                .some(
                  entry =>
                    'target' in entry && formatAddress(entry.target) === tentative && entry.port === port,
                );
            }, `a probe of port ${port}`);
          if (prefix === withoutTrap) assert.ok(host.run(['ss', '-Hltn']).includes(`[${tentative}]:6379`));
          assert.doesNotMatch(sentry.output(), /EADDRNOTAVAIL|not watched/);
        },
      );
    });

e2e("addresses that the local routing table delivers are this host's, as targets and as sources", () => {
  const config = { tcp: { mode: 'stealth', ports: '23' }, udp: { mode: 'off' }, trigger: { packet: 1 } };
  const addRoute = ({ hosts: { host } }: Pick<Watching, 'hosts'>): string =>
    host.run(['ip', 'route', 'add', 'local', '198.18.0.0/16', 'dev', 'lo']);
  return watching({ config, prepare: addRoute }, async stage => {
    const { host, attacker } = stage.hosts;
    attacker.run(['ip', 'route', 'add', '198.18.0.0/16', 'via', host.ipv4]);
    touch(attacker, '198.18.7.7', 23);
    await stage.counted(1);
    sendFrames(attacker, macOf(host), [packetBetween('198.18.9.9', host.ipv4, { port: 23 })]);
    await stage.counted(2);
    await until(() => stage.entries().length >= 2, 'both lines');
    assert.deepEqual(
      stage.entries().map(entry => (entry.verb === 'seen' ? entry.why : entry.verb)),
      ['scan', 'protected'],
    );
  });
});
