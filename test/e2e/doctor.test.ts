import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { healthyHost, log, names } from './doctor.ts';
import { inSet, scan, status } from './jails.ts';
import { address, freshHost, type PrivateHost, program, soon } from './private-host.ts';
import { e2e } from './require.ts';

/** A firewall as many have it: closed but for services and the watched ports. */
const wall = `add table inet wall; add chain inet wall in { type filter hook input priority 0; policy drop; }
  add rule inet wall in ct state vmap { established : accept, related : accept, invalid : drop }
  add rule inet wall in iifname lo accept; add rule inet wall in meta l4proto { icmp, ipv6-icmp } accept
  add rule inet wall in tcp dport { 22, 23, 3389 } accept`;

/** Every trace of a marked address in the firewall and in Fail2ban's bans. */
const traces = (host: PrivateHost): string =>
  host.sh(
    "{ nft list ruleset; fail2ban-client banned; } | grep -oE '192[.]0[.]2[.][0-9]+|2001:db8:d0c:[0-9a-f:]+'",
  ).out;

e2e('doctor: names what a host lacks on which nothing is set up', async () => {
  const host = await freshHost();
  names(host, 'jail-without-log jails-missing log-missing sentry-down server-down');
});

e2e('doctor: proves a healthy host, and leaves nothing behind', async t => {
  const { host } = await healthyHost('{"tcp": {"ports": "23,3389"}, "udp": {"mode": "off"}}');
  host.sh(`nft '${wall}'`);
  scan(host, address.peer);
  assert.ok(await soon(() => inSet(host, address.peer)));

  await t.test('every link is fine, the ban included, over IPv4 and IPv6', () => {
    const { code, out, err } = host.sh(`exec env -u SSH_CLIENT -u SSH_CONNECTION ${program} doctor`);
    assert.equal(code, 0, out + err);
    assert.match(
      out,
      /^ok {6}ban: 192\.0\.2\.\d+, 2001:db8:d0c:\S+: found, banned, in force, unbanned and gone, in /m,
    );
    assert.match(out, /\n13 links, nothing wrong\n$/);
  });

  await t.test("nothing of it stays, and nobody else's ban is touched", () => {
    assert.equal(traces(host), '');
    assert.match(host.sh(`grep -c 'src=192.0.2.' ${log}`).out, /^1$/m);
    assert.match(status(host).out, new RegExp(`Banned IP list:\\s*${address.peer}$`, 'm'));
    assert.ok(inSet(host, address.peer));
  });

  await t.test('neither monitor nor recidive counts it', () => {
    const { out } = host.sh(`timeout -s INT 2 ${program} monitor --since 1h`);
    assert.match(out, new RegExp(address.peer));
    assert.doesNotMatch(out, /192\.0\.2\.|2001:db8:d0c/);
    const found = host.sh("grep -F '[portsentry-recidive] Found' /var/log/fail2ban.log").out;
    assert.match(found, new RegExp(address.peer));
    assert.doesNotMatch(found, /192\.0\.2\.|2001:db8:d0c/);
  });

  await t.test('--no-ban writes nothing', () => {
    const before = host.sh(`wc -c < ${log}`).out;
    names(host, '');
    assert.equal(host.sh(`wc -c < ${log}`).out, before);
  });

  await t.test(
    'what is wrong with the ban itself is named, and the address unbanned all the same',
    async () => {
      // The tool is there, and fails: as on a kernel without the module.
      host.sh(`printf '#!/bin/sh\\ncase "$*" in *element*) exit 1;; esac\\nexec /usr/sbin/nft.real "$@"\\n' > /run/nft
      chmod +x /run/nft; cp /usr/sbin/nft /run/nft.real; mkdir -p /run/sbin; cp -a /usr/sbin/. /run/sbin/
      sed -i s,/usr/sbin/nft.real,/run/nft.real, /run/nft; cp /run/nft /run/sbin/nft; mount --bind /run/sbin /usr/sbin`);
      names(host, 'ban-not-in-force', '');
      host.sh('umount /usr/sbin');
      assert.equal(traces(host), '');
    },
  );

  await t.test('interrupted midway it unbans first', async () => {
    const asked = host.start('bash', ['-c', `${program} doctor > /run/said 2>&1; echo $? > /run/code`]);
    const lines = Number(host.sh(`grep -c 'src=192.0.2.' ${log}`).out);
    assert.ok(await soon(() => Number(host.sh(`grep -c 'src=192.0.2.' ${log}`).out) > lines));
    const pid = host.sh(`pgrep -P ${asked.pid}`).out.trim();
    process.kill(Number(pid), 'SIGTERM');
    assert.ok(await soon(() => host.sh('cat /run/code').out === '143\n'), host.sh('cat /run/said').out);
    assert.match(host.sh('cat /run/said').out, /interrupted: nothing of the trial ban stays/);
    // A ban that was still on its way would come by now.
    await sleep(2000);
    assert.equal(traces(host), '');
  });
});

e2e("doctor: proves the jail for packets too, in stealth mode and with Portsentry 2's line", async () => {
  const { host } = await healthyHost(
    '{"tcp": {"mode": "stealth", "decoys": "21"}, "udp": {"mode": "off"}, "log": {"format": "portsentry-2"}}',
  );
  const { code, out, err } = host.sh(`exec env -u SSH_CLIENT -u SSH_CONNECTION ${program} doctor`);
  assert.equal(code, 0, out + err);
  assert.match(out, /^ok {6}ban: (?:\S+, ){3}\S+: found, banned, in force, unbanned and gone/m);
  assert.match(out, /^ok {6}sentry: pid \d+ writes the log and sees packets$/m);
  assert.equal(traces(host), '');
  // One that takes more lines than its files say, one that does not read.
  host.sh(
    'fail2ban-client set portsentry maxretry 5; fail2ban-client set portsentry-unverified idle on; sleep 1',
  );
  names(host, 'line-not-found not-banned', '');
  host.sh(
    `mount --bind ${log} ${log} && mount -o remount,ro,bind ${log} && mount --bind /dev/null /usr/bin/fail2ban-regex`,
  );
  names(host, 'filter-misses log-unwritable', '');
  host.sh(`umount ${log} /usr/bin/fail2ban-regex; mount --bind /dev/null /usr/bin/fail2ban-client`);
  names(host, 'fail2ban-missing', '');
});
