import assert from 'node:assert/strict';
import { freshHost, type PrivateHost, program } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { installAndBan, read, startServer, status } from './jails.ts';

const marked = '253\\.194\\.87\\.\\d+';
const marked6 = '2001:db8:d0c:[0-9a-f:]+';
const log = '/var/log/portjail/portsentry.log';
const held = new RegExp(
  `^trial ban: ${marked}, ${marked6}: found, banned, in force, unbanned and gone, in `,
  'm',
);

/** The error of an install whose ban does not hold; the jails stay. */
function voidBan(host: PrivateHost, options = ''): string {
  const { code, out, err } = installAndBan(host, options);
  assert.equal(code, 1, out + err);
  assert.doesNotMatch(out, /trial ban/);
  assert.match(err, /error: the jails are installed, and a ban by them does not hold:\n/);
  assert.equal(status(host).code, 0);
  return err;
}

e2e('install: ends with a ban of addresses that nobody has', async t => {
  const host = await freshHost();
  host.sh(': > /var/log/auth.log');

  await t.test('says that it was not tried where no server runs', async () => {
    assert.match(installAndBan(host).out, /^trial ban: not tried: Fail2ban does not run;/m);
    await startServer(host);
  });

  await t.test('sees it in force, IPv4 and IPv6, and leaves nothing', () => {
    const { code, out, err } = installAndBan(host);
    assert.equal(code, 0, err);
    assert.match(out, held);
    assert.doesNotMatch(
      host.sh('nft list ruleset; fail2ban-client banned').out,
      new RegExp(`${marked}|${marked6}`),
    );
  });

  await t.test('--no-ban and --dry-run write no line', () => {
    const before = read(host, log);
    assert.match(installAndBan(host, '--no-ban').out, /^trial ban: not tried \(--no-ban\)$/m);
    assert.doesNotMatch(installAndBan(host, '--dry-run').out, /trial ban/);
    assert.equal(read(host, log), before);
  });

  await t.test("names the admin's file with which an action bans one family alone", () => {
    const file = '/etc/fail2ban/action.d/nftables.local';
    host.sh(`printf '[Init?family=inet6]\\nnftables = true\\n' > ${file}`);
    const said = voidBan(host);
    assert.match(
      said,
      new RegExp(`ban-not-in-force: portsentry lists ${marked6} as banned.*\\n.*fix: ${file} changes`),
    );
    assert.doesNotMatch(said, new RegExp(marked));
    host.sh(`rm ${file}`);
  });

  await t.test('quotes what a command said that failed', () => {
    const file = '/etc/fail2ban/action.d/nftables.local';
    host.sh(`printf '[Init]\\ntable = f2b table\\n' > ${file}`);
    assert.match(voidBan(host), /Its command failed: 'Error: syntax error, unexpected table/);
    host.sh(`rm ${file}`);
  });

  await t.test(
    'holds with another action on the running server, of which a mere reload would take the ban',
    () => {
      host.sh(`echo '{"jails":{"banaction":"iptables-allports"}}' > /run/iptables.json`);
      const { code, out, err } = host.sh(`${program} install -c /run/iptables.json`);
      assert.equal(code, 0, out + err);
      assert.match(out, held);
    },
  );

  await t.test('tells a chain that only forwarded packets pass', () => {
    host.sh(
      `printf '[DEFAULT]\\nchain = FORWARD\\n' > /etc/fail2ban/jail.local; fail2ban-client reload --restart`,
    );
    const { code, err } = host.sh(`${program} install -c /run/iptables.json`);
    assert.equal(code, 1);
    assert.match(
      err,
      /ban-forward-only: portsentry has banned .*its chain is FORWARD.*\n.*fix: "chain = INPUT"/,
    );
    host.sh('rm /etc/fail2ban/jail.local');
  });

  await t.test('names the jail with which the server could not start again', () => {
    const file = '/etc/fail2ban/jail.d/journal.local';
    host.sh(`printf '[cron]\\nenabled = true\\nfilter = sshd\\nbackend = systemd\\n' > ${file}
      for folder in /usr/lib/python3/dist-packages/systemd; do [ ! -d $folder ] || mount -t tmpfs none $folder; done`);
    const { code, err } = installAndBan(host);
    assert.equal(code, 1);
    assert.match(err, /its jail cron watches the journal .*"apt install python3-systemd"/);
  });
});
