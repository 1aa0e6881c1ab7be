import assert from 'node:assert/strict';
import { cli } from '../../support/built.ts';
import { isLong } from '../../support/long.ts';
import { address, freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { fail2banLog, inSet, serveEcho, snapshot, startServer, status, touch } from '../jails/jails.ts';

/** On such a host no systemd is to be found, not that of the machine either. */
async function hostWithoutSystemd(): Promise<PrivateHost> {
  const host = await freshHost();
  host.sh('mkdir -p /run/systemd && mount -t tmpfs tmpfs /run/systemd; : > /var/log/auth.log');
  return host;
}

const setup = (host: PrivateHost, options = '--yes', environment = '') =>
  host.sh(`${environment} ${program} setup ${options} < /dev/null`);
const without = 'PATH=/run/bin';
/** On a terminal of its own, on which one line is typed. */
const typed = (host: PrivateHost, line: string, options = '') =>
  host.sh(
    `export SSH_CLIENT='203.0.113.9 50000 22'; echo '${line}' | script -qec '${program} setup ${options}' /dev/null`,
  );

async function startSentry(host: PrivateHost): Promise<void> {
  host.start(process.execPath, [cli, 'run']);
  assert.ok(await soon(() => host.sh('test -e /run/portjail/status.json').code === 0));
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
/** What a start, a reload or a ban of ours changes; recidive may count the last ban only now. */
const standing = (host: PrivateHost): string =>
  `${status(host).out}${host.sh("grep -E 'Reload|Jail|] (Ban|Unban)' /var/log/fail2ban.log; cat /run/fail2ban/fail2ban.pid").out}`;

e2e('setup: changes nothing unasked, without Fail2ban, or with another answer', async () => {
  const host = await hostWithoutSystemd();
  const before = snapshot(host);
  const unasked = setup(host, '');
  assert.equal(unasked.code, 2);
  assert.match(unasked.err, /no terminal: --yes bans, --yes --log-only only logs/);
  serveEcho(host, 'host');
  assert.ok(await soon(() => host.sh('ss -Hltn sport = 8080').out !== ''));
  const asked = typed(host, 'y');
  assert.equal(asked.code, 1);
  assert.match(asked.out, /^services +TCP 8080\b.*: in use, and left alone\r$/m);
  assert.match(asked.out, /^watches +TCP connect, \d+ free ports: [\d,-]+\r$/m);
  assert.match(asked.out, /^protected +own +203\.0\.113\.1 2001:db8::1 /m);
  assert.match(
    asked.out,
    /^ +you +203\.0\.113\.9, while you are logged in; "portjail ignore 203\.0\.113\.9" spares it/m,
  );
  assert.match(asked.out, /Ban who scans this host \("ban"\), or only log it \("log"\)\?/);
  assert.match(asked.out, /Nothing was changed/);
  // All of the programs but Fail2ban's.
  host.sh('mkdir /run/bin && ln -s /usr/bin/* /run/bin && rm /run/bin/fail2ban-*');
  const bare = setup(host, '--yes', without);
  assert.equal(bare.code, 1);
  assert.match(bare.err, /error: Fail2ban is not installed\. Install it with "apt install fail2ban"/);
  assert.equal(snapshot(host), before);
  await startSentry(host);
  const logs = setup(host, '--yes --log-only', without);
  assert.equal(logs.code, 0, logs.err);
  assert.match(lastLine(logs.out), /^in force: logs only: a sentry runs, and nobody is banned$/);
});

e2e('setup: without systemd, from nothing to a ban, then to logs only, and back', async t => {
  const host = await hostWithoutSystemd();
  const before = snapshot(host);
  await startServer(host);

  await t.test('installs the jails, and says how the sentry is started', () => {
    const { code, out, err } = setup(host);
    assert.equal(code, 1, 'nothing is in force yet');
    assert.match(out, /^config +\/etc\/portjail\/portjail\.json written/m, err);
    assert.match(out, /^trial ban +253\.194\.87\.\d+, .*: found, banned, in force, unbanned and gone/m);
    assert.match(out, /^sentry +not started: systemd does not run here.*"portjail run"/m);
    assert.match(lastLine(out), /^in force: nothing: no sentry runs/);
  });

  await t.test('with a sentry says that it bans, and whoever scans is banned', async () => {
    await startSentry(host);
    touch(host, address.host, 23);
    assert.ok(await soon(() => inSet(host, address.peer)), fail2banLog(host));
  });

  await t.test('twice changes nothing', () => {
    const [files, stands] = [snapshot(host), standing(host)];
    const { code, out, err } = setup(host);
    assert.equal(code, 0, err);
    assert.match(out, /^config +\/etc\/portjail\/portjail\.json, as it is$/m);
    assert.match(out, /^jails +portsentry, portsentry-recidive installed already; bans by nftables/m);
    assert.doesNotMatch(out, /trial ban/);
    assert.match(lastLine(out), /^in force: bans: a sentry runs/);
    assert.equal(snapshot(host), files);
    assert.equal(standing(host), stands);
  });

  await t.test('by the answer "log" takes the jails out', () => {
    const { code, out } = typed(host, 'log');
    assert.equal(code, 0, out);
    assert.match(out, /^jails +taken out/m);
    assert.match(lastLine(out), /^in force: logs only: /);
    assert.notEqual(status(host).code, 0);
    assert.match(host.sh(`${program} status`).out, /^in force +logs only: /);
    assert.match(host.sh(`${program} doctor --no-ban`).out, /^in force: logs only: /m);
  });

  await t.test('uninstall leaves what was before, but for the log', () => {
    const undone = '  /etc/portjail/portjail.json\n';
    assert.equal(host.sh(`${program} uninstall --dry-run`).out, `Would be undone, of setup:\n${undone}`);
    const { code, out, err } = host.sh(`${program} uninstall`);
    assert.equal(code, 0, err);
    assert.equal(out, `Undone, of setup:\n${undone}`);
    host.sh('rm -r /var/log/portjail');
    assert.equal(snapshot(host), before);
    assert.match(host.sh(`${program} uninstall`).out, /^Nothing to remove/);
  });
});

// Each setup that installs takes as long as an install and a doctor.
if (isLong) {
  e2e('setup: again where a ban did not hold, or a jail does not run', async t => {
    const host = await hostWithoutSystemd();
    await startServer(host);
    assert.equal(setup(host).code, 1);
    await t.test('tries a ban again where the last one did not hold', () => {
      host.sh('sed -i s/true/false/ /var/lib/portjail-jails/setup.json');
      assert.match(setup(host).out, /^trial ban +253\.194\.87\./m);
    });

    await t.test('a jail that was stopped is installed again', () => {
      host.sh('fail2ban-client stop portsentry');
      const { out } = setup(host);
      assert.match(out, /^jails .* installed; /m);
      assert.equal(status(host).code, 0);
    });
  });

  e2e('setup: takes the portsentry.conf of this host, and keeps a config that was changed', async () => {
    const host = await hostWithoutSystemd();
    await startServer(host);
    assert.equal(setup(host).code, 1);
    host.sh(`echo '{ "udp": { "mode": "off" } }' > /etc/portjail/portjail.json`);
    assert.match(
      host.sh(`${program} uninstall`).out,
      /portjail\.json was changed since setup wrote it, and stays/,
    );
    assert.equal(host.sh('test -e /etc/portjail/portjail.json').code, 0);
    host.sh(`rm -r /etc/portjail; mkdir /etc/portsentry
    echo 'TCP_PORTS="23,2323"' > /etc/portsentry/portsentry.conf`);
    assert.match(setup(host).out, /^config +\/etc\/portsentry\/portsentry\.conf, as it is$/m);
    assert.equal(host.sh('test -e /etc/portjail').code, 1);
  });
}
