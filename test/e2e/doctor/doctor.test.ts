import assert from 'node:assert/strict';
import { formatSeen } from '../../../src/log/line.ts';
import { until } from '../../support/until.ts';
import { address, freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { inSet, probeFrom, scan, status } from '../jails/jails.ts';
import { doctor, healthyHost, log, names } from './doctor.ts';

/** A firewall as many have it: closed but for services and the watched ports. */
const wall = `add table inet wall; add chain inet wall in { type filter hook input priority 0; policy drop; }
  add rule inet wall in ct state vmap { established : accept, related : accept, invalid : drop }
  add rule inet wall in iifname lo accept; add rule inet wall in meta l4proto { icmp, ipv6-icmp } accept
  add rule inet wall in tcp dport { 22, 23, 3389 } accept`;

/** Every trace of a marked address in the firewall and in Fail2ban's bans. */
const traces = (host: PrivateHost): string =>
  host.sh(
    "{ nft list ruleset; fail2ban-client banned; } | grep -oE '253[.]194[.]87[.][0-9]+|2001:db8:d0c:[0-9a-f:]+'",
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
      /^ok {6}ban: 253\.194\.87\.\d+, 2001:db8:d0c:\S+: found, banned, in force, unbanned and gone, in /m,
    );
    assert.match(out, /\n13 links, nothing wrong\n$/);
  });

  await t.test("nothing of it stays, and nobody else's ban is touched", () => {
    assert.equal(traces(host), '');
    assert.match(host.sh(`grep -c 'src=253.194.87.' ${log}`).out, /^1$/m);
    assert.match(status(host).out, new RegExp(`Banned IP list:\\s*${address.peer}$`, 'm'));
    assert.ok(inSet(host, address.peer));
  });

  await t.test('neither monitor nor recidive counts it', async () => {
    // A line behind all others, which bans nobody.
    const last = formatSeen(probeFrom('198.51.100.7', 'packet'), { hits: 1, ports: 1 }, 'ignored', 1);
    host.sh(`echo '${last}' >> ${log}`);
    host.start('bash', ['--norc', '-c', `exec ${program} monitor --since 1h > /run/shown`]);
    const shown = (): string => host.sh('cat /run/shown').out;
    await until(() => shown().includes('198.51.100.7'), 'the last line');
    assert.match(shown(), new RegExp(address.peer));
    assert.doesNotMatch(shown(), /253\.194\.87\.|2001:db8:d0c/);
    const found = host.sh("grep -F '[portsentry-recidive] Found' /var/log/fail2ban.log").out;
    assert.match(found, new RegExp(address.peer));
    assert.doesNotMatch(found, /253\.194\.87\.|2001:db8:d0c/);
  });

  await t.test('--no-ban writes nothing', () => {
    const before = host.sh(`wc -c < ${log}`).out;
    names(host, '');
    assert.equal(host.sh(`wc -c < ${log}`).out, before);
  });

  await t.test('a name that nobody looks up is named, and one that spares nobody', async () => {
    host.sh('mkdir -p /etc/portjail && echo home.example.org >/etc/portjail/ignore');
    names(host, 'names-unasked');
    // There is no way to a name server from here.
    host.start('bash', ['--norc', '-c', `exec ${program} names`]);
    const answered = (): boolean => host.sh('test -e /var/lib/portjail-names/answers.json').code === 0;
    await until(answered, 'a round of portjail names');
    names(host, 'name-spares-nobody?');
    host.sh('rm /etc/portjail/ignore');
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
    // Its first look that shows its bans is never answered, and the next one shows none, as before they come.
    host.sh(`mkdir -p /run/slow; cat > /run/slow/session.cjs <<'END'
const { existsSync, writeFileSync } = require('node:fs');
const stdio = ['inherit', 'pipe', 'inherit'];
const { stdout } = require('node:child_process').spawn('/usr/bin/fail2ban-client', ['-i'], { stdio });
stdout.on('data', said => {
  if (String(said).includes('253.194.87.')) writeFileSync('/run/seen', '');
  if (!existsSync('/run/seen')) process.stdout.write(said);
});
END
      cat > /run/slow/fail2ban-client <<'END'
#!/bin/sh
[ "$1" = -i ] && exec ${process.execPath} /run/slow/session.cjs
[ "$1" = banned ] && [ -e /run/seen ] && rm /run/seen && echo '[]' && exit
exec /usr/bin/fail2ban-client "$@"
END
      chmod +x /run/slow/fail2ban-client`);
    const command = `PATH=/run/slow:$PATH ${program} doctor > /run/said 2>&1 & echo $! > /run/pid; wait $!; echo $? > /run/code`;
    host.start('bash', ['--norc', '-c', command]);
    assert.ok(await soon(() => host.sh('test -e /run/seen').code === 0));
    host.sh('kill -TERM $(cat /run/pid)');
    assert.ok(await soon(() => host.sh('cat /run/code').out === '143\n'), host.sh('cat /run/said').out);
    assert.match(host.sh('cat /run/said').out, /interrupted: nothing of the trial ban stays/);
    // Fail2ban takes its lines in their order: when this one bans, whatever was on its way has come.
    scan(host, '198.51.100.9');
    assert.ok(await soon(() => inSet(host, '198.51.100.9')));
    assert.equal(traces(host), '');
    assert.equal(host.sh('test -e /run/seen').code, 1, 'the look before they come');
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
  host.sh('fail2ban-client set portsentry maxretry 5; fail2ban-client set portsentry-unverified idle on');
  // It may be in the middle of a look that it still takes to its end.
  await until(
    () => doctor(host, '').names === 'line-not-found not-banned reload-needed?',
    () => doctor(host, '').whole,
  );
  host.sh(
    `mount --bind ${log} ${log} && mount -o remount,ro,bind ${log} && mount --bind /dev/null /usr/bin/fail2ban-regex`,
  );
  names(host, 'filter-misses log-unwritable reload-needed?', '');
  host.sh(`umount ${log} /usr/bin/fail2ban-regex; mount --bind /dev/null /usr/bin/fail2ban-client`);
  names(host, 'fail2ban-missing', '');
});
