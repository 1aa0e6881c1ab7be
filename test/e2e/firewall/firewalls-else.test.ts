import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import { address, type PrivateHost, program } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { read, scan, snapshot } from '../jails/jails.ts';
import {
  admin,
  answered,
  errors,
  hears,
  hostWithout,
  install,
  lacking,
  must,
  ports,
  traces,
} from './firewalls.ts';

const scanners = [address.peer, address.peer6] as const;
const ownOf = (scanner: string): string => (scanner === address.peer ? address.host : address.host6);

const stop = (host: PrivateHost): void => {
  must(host, 'fail2ban-client stop');
  assert.equal(traces(host), '');
  assert.equal(errors(host), '');
};

e2e(
  'firewall: ufw bans both ways of evidence, and spares what the host began',
  async () => {
    const host = await hostWithout(['nft'], false);
    must(host, `ufw --force enable && ufw allow ${ports.own}`);
    const said = install(host, { recidive: { enabled: false } });
    assert.match(said, /bans by ufw\[blocktype=deny\] \(ufw is active here, and nft does not work/);
    for (const [evidence, scanner] of [
      ['packet', address.peer],
      ['handshake', address.peer6],
    ] as const) {
      const own = ownOf(scanner);
      await until(() => answered(host, scanner, own), 'the service answers');
      const heard = hears(host, scanner);
      await until(() => heard() > 0, 'our connection is open');
      scan(host, scanner, evidence);
      await until(() => !answered(host, scanner, own), `${scanner} is kept out`);
      assert.ok(!answered(host, scanner, own, ports.own, 'udp'));
      const before = heard();
      await until(() => heard() > before + 3, 'our old connection goes on');
      assert.ok(answered(host, own, scanner));
    }
    assert.ok(answered(host, admin.ipv4, address.host) && answered(host, admin.ipv6, address.host6));
    must(host, 'fail2ban-client stop');
    for (const scanner of scanners) assert.ok(!must(host, 'ufw status').includes(scanner), scanner);
    assert.equal(errors(host), '');
  },
  lacking,
);

e2e(
  'firewall: blackhole routes ban where nothing else works, each jail with its own',
  async () => {
    const host = await hostWithout(['nft', 'ipset', 'iptables'], false);
    const said = install(host);
    assert.match(said, /bans by route\[.*\(neither nft nor iptables works here/);
    assert.match(said, /portsentry-unverified off/);
    assert.match(said, /warning: portsentry-unverified stays off: route also cuts .*apt install nftables/);
    for (const scanner of scanners) {
      const own = ownOf(scanner);
      await until(() => answered(host, scanner, own), 'the service answers');
      scan(host, scanner);
      await until(() => !answered(host, scanner, own), `${scanner} is kept out`);
      assert.ok(!answered(host, scanner, own, ports.own, 'udp'));
      must(host, `fail2ban-client set portsentry-recidive banip ${scanner}`);
      await until(() => traces(host).split(`blackhole ${scanner}`).length === 3, 'both routes');
      must(host, `fail2ban-client set portsentry unbanip ${scanner}`);
      await until(() => traces(host).split(`blackhole ${scanner}`).length === 2, 'one route');
      assert.ok(!answered(host, scanner, own), "the other jail's ban holds");
    }
    assert.ok(answered(host, admin.ipv4, address.host) && answered(host, admin.ipv6, address.host6));
    stop(host);
  },
  lacking,
);

e2e(
  "firewall: hosts.deny gets a line a ban, where the config names it, and the admin's stay whole",
  async () => {
    const host = await hostWithout([], false);
    const own = 'sshd: 192.0.2.99';
    must(host, `printf '${own}' > /etc/hosts.deny`);
    const said = install(host, { banaction: 'hostsdeny', recidive: { enabled: false } });
    assert.match(said, /bans by hostsdeny\[.*\] \(the config names it\)/);
    assert.match(said, /warning: hosts\.deny is read by few services/);
    for (const scanner of scanners) scan(host, scanner);
    const lines = `ALL: ${address.peer}\nALL: [${address.peer6}]`;
    await until(() => traces(host).split('\n').sort().join('\n') === lines, 'both lines');
    assert.ok(read(host, '/etc/hosts.deny').startsWith(`${own}\n`));
    stop(host);
    assert.equal(read(host, '/etc/hosts.deny'), `${own}\n`);
  },
  lacking,
);

e2e(
  'firewall: an action whose program does not work is found before anything is installed',
  async () => {
    const host = await hostWithout(['ipset'], false);
    const before = snapshot(host);
    for (const [banaction, fault] of [
      ['ufw', /the action ufw runs ufw, which does not work here: "Status: inactive"/],
      ['iptables-ipset[type=allports]', /runs ipset, which does not work here/],
      ['firewallcmd-allports', /runs firewall-cmd, which (?:is not installed|does not work)/],
    ] as const) {
      must(host, `echo '${JSON.stringify({ jails: { banaction } })}' > /run/config.json`);
      const { code, err } = host.sh(`${program} install -c /run/config.json`);
      assert.equal(code, 1);
      assert.match(err, fault);
    }
    assert.equal(snapshot(host), before);
  },
  lacking,
);

e2e(
  'firewall: a container beside an action that misses it is a warning',
  async () => {
    const host = await hostWithout([], true);
    const said = install(host, { banaction: 'iptables-allports' });
    assert.match(
      said,
      /warning: bans by iptables-allports do not keep anybody from containers' ports \(a rule/,
    );
  },
  lacking,
);
