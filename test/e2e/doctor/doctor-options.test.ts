import assert from 'node:assert/strict';
import { type PrivateHost, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { restartServer, status } from '../jails/jails.ts';
import { healthyHost, names, type Said } from './doctor.ts';

/** All four jails. */
const config =
  '{"tcp": {"mode": "stealth", "decoys": "21"}, "udp": {"mode": "off"}, "trigger": {"ipv6Prefix": 64}}';

const set = (host: PrivateHost, ...commands: string[]): void => {
  for (const command of commands) {
    const { code, err } = host.sh(`fail2ban-client set ${command}`);
    assert.equal(code, 0, `${command}: ${err}`);
  }
};

/** Fails unless each of these is said of one finding. */
const says = ({ findings, whole }: Said, ...shapes: RegExp[]): void => {
  for (const shape of shapes)
    assert.ok(
      findings.some(({ name, what, mend }) => shape.test(`${name}: ${what} FIX ${mend}`)),
      `${shape}: ${whole}`,
    );
};

e2e(
  'doctor: names every option that is otherwise than we wrote it, live and in files, with its place',
  async t => {
    const { host } = await healthyHost(config);

    await t.test('nothing of the jails as they were installed, in a host without ip', () => {
      host.sh('mount --bind /dev/null $(readlink -f /sbin/ip)');
      names(host, '');
      host.sh('umount $(readlink -f /sbin/ip)');
    });

    await t.test('interfaces that nobody outside reaches, ports closed on the one that somebody does', () => {
      const deaf = `{"interfaces": ["lo", "e0", "b0"], ${config.slice(1)}`;
      host.sh(`echo '${deaf}' > /run/deaf.json; ip link add e0 type veth peer name e1; ip addr add 198.51.100.1/24 dev e0
      ip link add b0 type bridge; ip addr add 198.51.101.1/24 dev b0; ip link set b0 up
      nft 'add table inet wall; add chain inet wall in { type filter hook input priority 0; }
        add rule inet wall in iifname v0 tcp dport 21 drop'`);
      says(
        names(host, 'interfaces-unreached?', '--no-ban -c /run/deaf.json'),
        /lo is loopback, e0 is down, b0 is a bridge without a port/,
      );
      names(host, 'ports-closed', '--no-ban');
      host.sh('nft delete table inet wall; ip link del e0; ip link del b0');
    });

    await t.test('what was set at run time, which a reload takes back', () => {
      set(
        host,
        'portsentry bantime 1',
        'portsentry maxretry 1000',
        'portsentry-unverified delfailregex 0',
        'portsentry-prefix action portjail-prefix actionban ""',
        'portsentry-recidive findtime 1',
        'portsentry-recidive addignoreip 198.51.100.0/24',
      );
      says(
        names(host, 'reload-needed'),
        /jail portsentry otherwise .*maxretry is 1000 \(files: 1\).*bantime is 1 \(files: 1h\).*FIX "fail2ban-client reload"$/,
        /jail portsentry-unverified otherwise .*failregex is empty/,
        /jail portsentry-prefix otherwise .*action portjail-prefix actionban is empty \(files: nft add element/,
        /jail portsentry-recidive otherwise .*findtime is 1 \(files: 1d\).*ignoreip is 198\.51\.100\.0\/24/,
      );
      host.sh('fail2ban-client reload');
      names(host, '');
    });

    await t.test('a log that was taken away, names looked up, an action that is gone, lines left out', () => {
      set(
        host,
        'portsentry dellogpath /var/log/portjail/portsentry.log',
        'portsentry-unverified usedns warn',
        'portsentry-prefix delaction portjail-prefix',
        'portsentry-recidive addignoreregex .',
      );
      const said = names(host, 'jail-on-other-log reload-needed usedns');
      says(
        said,
        /jail-on-other-log: the jail portsentry reads no file.* told so while it runs FIX "fail2ban-client reload"/,
        /usedns: the jail portsentry-unverified .*set while the server runs/,
        /jail portsentry-prefix otherwise .*actions is empty.* FIX "fail2ban-client reload --restart portsentry-prefix"/,
        /jail portsentry-recidive otherwise .*ignoreregex is \. \(files: empty\)/,
      );
      host.sh('fail2ban-client reload && fail2ban-client reload --restart portsentry-prefix');
      names(host, '');
    });

    await t.test('what other files say', async () => {
      host.sh(`cd /etc/fail2ban
      printf '[DEFAULT]\\nignoreip = 0.0.0.0/0\\n[portsentry]\\nbantime = 2h\\n' > jail.local
      printf '[portsentry-prefix]\\nmaxretry = 1000\\n' > jail.d/portjail.local
      printf '[Definition]\\nactionban =\\n' > action.d/nftables.local
      printf '[Definition]\\ndatepattern = ^EPOCH\\n' > filter.d/portjail-recidive.local
      printf '[Definition]\\ndbfile = None\\n' > fail2ban.local
      sed -i '/^.portsentry-unverified/,/^.portsentry-prefix/s/^bantime = .*/bantime = 3h/' jail.d/portjail.conf`);
      await restartServer(host);
      assert.ok(await soon(() => status(host).code === 0));
      says(
        names(
          host,
          'everybody-ignored install-needed? no-database? nothing-blocks option-overridden option-overridden? other-filter?',
        ),
        /everybody-ignored: the jail portsentry ignores all of IPv4.* \S+jail\.local, line 2, has ignoreip = 0\.0\.0\.0\/0/,
        /option-overridden: \S+jail\.local, line 4, has "bantime = 2h" in \[portsentry\], which wins over 1h/,
        /option-overridden: \S+portjail\.local, line 2, has "maxretry = 1000" in \[portsentry-prefix\]/,
        /nothing-blocks: the jail portsentry .*nftables has an empty actionban \(\S+action\.d\/nftables\.local, line 2\)/,
        /nothing-blocks: the jail portsentry-prefix .*action\.d\/nftables\.local, line 2/,
        /other-filter: the jail portsentry-recidive .*\(datepattern\): \S+portjail-recidive\.local changes it/,
        /no-database: .*fail2ban\.local, line 2: dbfile = None\)/,
        /install-needed: jail\.d\/portjail\.conf, line \d+: in the jail portsentry-unverified bantime is 3h \(config: 10m\)/,
      );
    });
  },
);
