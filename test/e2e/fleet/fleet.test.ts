import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hubLack, withHub } from '../../support/hub/hub.ts';
import { until } from '../../support/until.ts';
import { network } from '../hosts/hosts.ts';
import { nmap } from '../hosts/nmap.ts';
import { e2e } from '../hosts/require.ts';
import { canReach, startService } from '../hosts/service.ts';
import { guard, hubOn, jail, member } from './member.ts';

const openPort = 8000;

e2e(
  'a scan of one host of the fleet bans the attacker on another, which he has not touched, and not whom that one ignores',
  async () => {
    const net = network('hub', 'one', 'two', 'attacker', 'friend', 'late');
    const { hub: hubHost, one, two, attacker, friend, late } = net.hosts;
    try {
      await withHub(hubOn(hubHost, ['web1', 'web2']), async hub => {
        const first = member(net, one, 'web1', hub, {});
        const second = member(net, two, 'web2', hub, { ignore: { addresses: [friend.ipv4], files: [] } });
        await first.start('portjail is now active and listening.', 'run');
        await first.start('runs as web1', 'fleet', 'run');
        // It makes the log, without which Fail2ban 1.0.2 does not start.
        const running = await second.start('runs as web2', 'fleet', 'run');
        const fail2ban = await guard(net, second);
        await startService(two, openPort);
        for (const from of [attacker, friend]) assert.ok(canReach(from, two.ipv4, openPort));
        nmap(friend, one.ipv4, '-sT');
        nmap(attacker, one.ipv4, '-sT');
        await until(() => fail2ban.banned(jail).includes(attacker.ipv4), 'the ban on the other host');
        await until(() => two.run(['nft', 'list', 'ruleset']).includes(attacker.ipv4), 'the address in nft');
        await until(() => !canReach(attacker, two.ipv4, openPort), 'the attacker kept out');
        assert.ok(canReach(friend, two.ipv4, openPort));
        assert.match(readFileSync(second.log, 'utf8'), / fleet src=\S+ .* origin=web1 hosts=1\n/);
        assert.doesNotMatch(readFileSync(second.log, 'utf8'), new RegExp(`src=${friend.ipv4} `));
        assert.deepEqual(fail2ban.banned('portsentry'), []);
        const status = (): string => second.run('fleet', 'status');
        await until(() => /heard {3}2 received, 1 line, 1 ignored here/.test(status()), status);
        assert.match(status(), /^hub {5}10\.99\.0\.1:4222 for .*, caught up /m);

        // What was told while it stood still, and the hub was another one by then.
        process.kill(running.pid, 'SIGSTOP');
        nmap(late, one.ipv4, '-sT');
        const told = (): string => first.run('fleet', 'status');
        await until(() => /^tells {3}3 told/m.test(told()), told);
        await hub.kill();
        await hub.start();
        process.kill(running.pid, 'SIGCONT');
        await until(() => fail2ban.banned(jail).includes(late.ipv4), 'the ban of who came meanwhile');
        assert.equal(readFileSync(second.log, 'utf8').match(/ fleet /g)?.length, 2);
      });
    } finally {
      await net.teardown();
    }
  },
  hubLack,
);
