import assert from 'node:assert/strict';
import { formatScanFrom } from '../../../src/log/scan-from.ts';
import { address, freshHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { inSet, probeFrom, reaches, scan, serveEcho, startServer } from './jails.ts';

e2e("install: bans with the admin's own action, in either form of the line", async () => {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; echo '{"log": {"format": "portsentry-2", "history": "/var/lib/portsentry/portsentry.history"}}' > /run/two.json
    printf '[Definition]\\nactionban = echo <ip> >> /run/bans\\n' > /etc/fail2ban/action.d/mine.conf
    printf '[DEFAULT]\\nbanaction = mine\\nbackend = systemd\\nfindtime = 1\\nusedns = yes\\n' > /etc/fail2ban/jail.local
    echo 'portjail:x:990:990::/nonexistent:/usr/sbin/nologin' >> /etc/passwd
    printf '[sshd]\\nenabled = false\\n' >> /etc/fail2ban/jail.local`);
  await startServer(host);
  const { code, out, err } = host.sh(`${program} install --no-ban -c /run/two.json`);
  assert.equal(code, 0, err);
  assert.match(out, /bans by \[DEFAULT\] banaction \(the choice of the admin here\)/);
  assert.match(
    host.sh('stat -c "%a %U:%G" /var/lib/portsentry/portsentry.history').out,
    /^640 portjail:adm$/m,
  );
  const probe = { ...probeFrom(address.peer, 'handshake'), time: Date.now() };
  host.sh(`echo '${formatScanFrom(probe)}' >> /var/log/portjail/portsentry.log`);
  assert.ok(await soon(() => host.sh('cat /run/bans').out === `${address.peer}\n`));
});

e2e('install: the unverified jail blocks new inbound connections only', async () => {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; echo '{"tcp": {"mode": "stealth"}}' > /run/stealth.json`);
  await startServer(host);
  const { code, err } = host.sh(`${program} install -c /run/stealth.json`);
  assert.equal(code, 0, err);
  serveEcho(host, 'host');
  serveEcho(host, 'peer');
  for (const [own, foreign] of [
    [address.host, address.peer],
    [address.host6, address.peer6],
  ] as const) {
    assert.ok(await soon(() => reaches(host, own, 'peer') && reaches(host, foreign, 'host')));
    scan(host, foreign, 'packet');
    assert.ok(await soon(() => inSet(host, foreign)));
    assert.ok(!reaches(host, own, 'peer'), 'the source opens a connection to us');
    assert.ok(reaches(host, foreign, 'host'), 'we cannot reach the source any more');
  }
  assert.match(
    host.sh('nft list ruleset').out,
    /ct state new ip6? saddr @addr6?-set-portsentry-unverified drop/,
  );
  assert.doesNotMatch(host.sh('cat /var/log/fail2ban.log').out, / ERROR /);
});
