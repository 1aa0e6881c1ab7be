import assert from 'node:assert/strict';
import { address, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { inSet, scan, status } from '../jails/jails.ts';
import { healthyHost, names } from './doctor.ts';

/** What an action such as ufw's comes to: a rule behind those that let others in. */
const late = `[Definition]
actionban = <iptables> -A late -s <ip> -j DROP
actionunban = <iptables> -D late -s <ip> -j DROP
[Init]
iptables = iptables
[Init?family=inet6]
iptables = ip6tables`;

e2e('doctor: names what is wrong with the firewall, and who is banned that must not be', async t => {
  const { host } = await healthyHost('{"udp": {"mode": "off"}}');

  await t.test(
    'bans that are listed and flushed; a ban of this host; an admin whom nobody ignores',
    async () => {
      scan(host, address.peer);
      assert.ok(await soon(() => inSet(host, address.peer)));
      names(host, '');
      host.sh(`fail2ban-client set portsentry banip ${address.host}; nft flush ruleset`);
      const from = (admin: string) => `env SSH_CLIENT='${admin} 5 22'`;
      names(host, 'admin-not-ignored? bans-not-in-force own-banned', '--no-ban', from('198.51.100.9'));
      host.sh(
        `fail2ban-client unban ${address.host}; fail2ban-client set portsentry addignoreip 198.51.100.0/24`,
      );
      host.sh('fail2ban-client reload --restart portsentry');
      assert.ok(await soon(() => inSet(host, address.peer)));
      names(host, 'admin-not-ignored?', '--no-ban', from('198.51.100.9'));
      host.sh('fail2ban-client set portsentry addignoreip 198.51.100.0/24; fail2ban-client unban --all');
      // Ignored, and only until the next reload.
      names(host, 'reload-needed?', '--no-ban', from('198.51.100.9'));
      host.sh('fail2ban-client reload');
    },
  );

  await t.test('ports that go on to a container, past the input hook', () => {
    host.sh(`nft 'add table inet mine; add chain inet mine pre { type nat hook prerouting priority dstnat; }
        add rule inet mine pre tcp dport 8080 dnat ip to 10.0.0.2:80'
      iptables -t nat -A PREROUTING -p udp --dport 53 -j DNAT --to-destination 10.0.0.3`);
    const { whole } = names(host, 'dnat-past-input?');
    assert.match(whole, /8080 to 10\.0\.0\.2:80, 53 to 10\.0\.0\.3/);
    const early = 'banaction = nftables[type=allports, chain_hook=prerouting, blocktype=drop]';
    host.sh(`for jail in portsentry portsentry-recidive; do
      printf '[%s]\\n%s\\n' $jail '${early}'; done > /etc/fail2ban/jail.d/portjail.local`);
    names(host, 'reload-needed');
    host.sh('fail2ban-client reload');
    names(host, '');
    host.sh('iptables -t nat -F; nft delete table inet mine');
  });

  await t.test('a tool that is not installed: the ban blocks nobody', () => {
    // Its folder without it: what lies there and cannot be run is not taken for one that is not installed.
    host.sh(`fail2ban-client reload; mkdir /run/real /run/sbin
      mount --bind /usr/sbin /run/real && ln -s /run/real/* /run/sbin && rm /run/sbin/nft && mount --bind /run/sbin /usr/sbin`);
    names(host, 'ban-not-in-force tool-missing', '');
    host.sh('umount -l /usr/sbin /run/real; rm /etc/fail2ban/jail.d/portjail.local');
  });

  await t.test('a ban behind a rule that lets everybody in', async () => {
    host.sh(`cat > /etc/fail2ban/action.d/late.conf <<'END'\n${late}\nEND
      printf '[portsentry]\\nbanaction = late\\n' > /etc/fail2ban/jail.d/portjail.local
      for tool in iptables ip6tables; do
        $tool -N late; $tool -A late -p tcp --dport 22 -j ACCEPT; $tool -A INPUT -j late
      done; fail2ban-client reload --restart`);
    assert.ok(await soon(() => status(host).code === 0));
    names(host, 'ban-after-accept', '');
    host.sh('iptables -F late; ip6tables -F late');
    names(host, '', '');
    assert.doesNotMatch(host.sh('iptables-save; ip6tables-save').out, /253\.194\.87\.|2001:db8:d0c/);
  });

  await t.test('an action that cannot unban', () => {
    host.sh(
      "sed -i 's/^actionunban.*/actionunban = false/' /etc/fail2ban/action.d/late.conf; fail2ban-client reload --restart",
    );
    names(host, 'unban-not-in-force', '');
  });
});
