import assert from 'node:assert/strict';
import { address, freshHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import {
  inSet,
  install,
  installAndBan,
  reaches,
  scan,
  serveEcho,
  snapshot,
  startServer,
  status,
} from './jails.ts';

e2e('install: from stock Debian to a ban and back to the byte', async t => {
  const host = await freshHost();
  // A name server that never answers, as Fail2ban would find out by a look at this host's own name.
  host.sh(`echo 'nameserver ${address.peer}' > /etc/resolv.conf; echo '127.0.0.1 localhost' > /etc/hosts
    nft 'add table inet names; add counter inet names asked
      add chain inet names out { type filter hook output priority 0; }; add rule inet names out th dport 53 counter name asked drop'`);
  const before = snapshot(host);

  await t.test('says that sshd keeps Fail2ban from starting, and leaves nothing', () => {
    const { code, err } = install(host);
    assert.equal(code, 1);
    assert.match(err, /its jail sshd.*no log file.*--mend/);
    assert.equal(snapshot(host), before);
  });

  await t.test('--dry-run shows the diff and leaves nothing', () => {
    const { code, out, err } = install(host, '--mend --dry-run');
    assert.equal(code, 0, err);
    assert.match(out, /^\+\[portsentry-unverified\]$/m);
    assert.equal(snapshot(host), before);
  });

  await t.test('with the fix installs, and the server then starts with the jails', async () => {
    const { code, out, err } = install(host, '--mend');
    assert.equal(code, 0, err);
    assert.match(out, /does not run, and portjail does not start it/);
    assert.match(host.sh('stat -c "%a %U:%G" /var/log/portjail/portsentry.log').out, /^640 root:adm$/m);
    await startServer(host);
    assert.ok(await soon(() => status(host).code === 0));
  });

  await t.test('bans the source of a scan line, IPv4 and IPv6, and asks no name server before', async () => {
    host.sh('nft reset counters');
    serveEcho(host, 'host');
    assert.ok(await soon(() => reaches(host, address.host, 'peer') && reaches(host, address.host6, 'peer')));
    for (const source of [address.peer, address.peer6]) {
      scan(host, source);
      assert.ok(
        await soon(() => inSet(host, source)),
        host.sh('nft list ruleset; tail /var/log/fail2ban.log').out,
      );
      assert.match(status(host).out, new RegExp(`Banned IP list:.*${source}`));
    }
    assert.ok(!reaches(host, address.host, 'peer') && !reaches(host, address.host6, 'peer'));
    assert.match(host.sh('nft list counters').out, /counter asked \{\s+packets 0 /);
  });

  await t.test('twice changes nothing', () => {
    const installed = snapshot(host);
    const { code, out, err } = installAndBan(host);
    assert.equal(code, 0, err);
    assert.match(out, /^Nothing to change/);
    // The two that are banned now: their log was written since.
    assert.match(
      out,
      /^simulation: on the last 7 days of your log these jails would have banned 2 addresses, 0 of them again, none of them ignored;/m,
    );
    assert.equal(snapshot(host), installed);
    assert.match(status(host).out, new RegExp(address.peer));
  });

  await t.test('with another log points the pack there', () => {
    assert.equal(install(host, '--log /var/log/portjail/other.log').code, 0);
    assert.match(host.sh('fail2ban-client get portsentry logpath').out, /other\.log/);
    assert.equal(install(host).code, 0);
  });

  await t.test('refuses to overwrite or remove what was changed since', () => {
    const file = '/etc/fail2ban/jail.d/portjail.conf';
    host.sh(`cp -p ${file} /run/kept; echo '# mine' >> ${file}`);
    const changed = snapshot(host);
    assert.match(
      install(host, '--log /var/log/portjail/third.log').err,
      /was changed since portjail wrote it/,
    );
    assert.match(host.sh(`cat ${file}.new`).out, /third\.log/);
    host.sh(`rm ${file}.new`);
    assert.equal(host.sh(`${program} uninstall`).code, 1);
    assert.equal(snapshot(host), changed);
    host.sh(`cp -p /run/kept ${file}`);
  });

  await t.test('uninstall leaves the system as it was, and says that the log stays', () => {
    const { code, out, err } = host.sh(`${program} uninstall`);
    assert.equal(code, 0, err);
    assert.match(out, /The log and its folder stay/);
    assert.notEqual(status(host).code, 0);
    host.sh('rm -r /var/log/portjail');
    assert.equal(snapshot(host), before);
    assert.match(host.sh(`${program} uninstall`).out, /^Nothing to remove/);
  });
});
