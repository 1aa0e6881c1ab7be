import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { formatScan } from '../../src/log/line.ts';
import { formatScanFrom } from '../../src/log/scan-from.ts';
import { parseAddress } from '../../src/net/address.ts';
import type { Evidence, Probe } from '../../src/probe.ts';
import { address, lacking, type PrivateHost, privateHost, program, soon } from './private-host.ts';

const skip = lacking();
const hosts: PrivateHost[] = [];
after(async () => {
  for (const host of hosts) await host.close();
});

async function freshHost(): Promise<PrivateHost> {
  const host = await privateHost();
  hosts.push(host);
  return host;
}

const install = (host: PrivateHost, options = '') => host.sh(`${program} install --defaults ${options}`);
const status = (host: PrivateHost, jail = 'portsentry') => host.sh(`fail2ban-client status ${jail}`);
const snapshot = (host: PrivateHost): string =>
  host.sh(
    'find /etc /var/lib/portjail /var/log -not -name fail2ban.log -printf "%p %m %u:%g %l\\n" | sort; ' +
      'find /etc/fail2ban /etc/logrotate.d -type f -exec sha256sum {} + | sort',
  ).out;

async function startServer(host: PrivateHost): Promise<void> {
  host.start('fail2ban-server', ['-xf', 'start']);
  assert.ok(await soon(() => host.sh('fail2ban-client ping').code === 0), 'fail2ban-server does not start');
}

function probeFrom(source: string, evidence: Evidence): Probe {
  const from = parseAddress(source) ?? assert.fail(source);
  const kind = evidence === 'handshake' ? 'connect' : 'syn';
  return { time: Date.now(), source: from, target: from, protocol: 'tcp', port: 23, kind, evidence };
}

function scan(host: PrivateHost, source: string, evidence: Evidence = 'handshake'): void {
  const line = formatScan(probeFrom(source, evidence), { hits: 4, ports: 4 }, 1);
  host.sh(`echo '${line}' >> /var/log/portjail/portsentry.log`);
}

const inSet = (host: PrivateHost, source: string): boolean =>
  host
    .sh('nft list ruleset')
    .out.split('\n')
    .some(line => line.includes('elements') && line.includes(source));

/** A service that answers with what it was sent, and whether one end reaches the other's. */
const serveEcho = (host: PrivateHost, where: 'host' | 'peer') =>
  host.start(
    process.execPath,
    ['-e', "require('net').createServer(s => s.pipe(s)).listen(8080, '::')"],
    where,
  );
const reaches = (host: PrivateHost, to: string, from: 'host' | 'peer'): boolean =>
  host.sh(`timeout 2 bash -c 'exec 3<>/dev/tcp/${to}/8080; echo hi >&3; read -t 2 <&3'`, from).code === 0;

test('install: from stock Debian to a ban and back to the byte', { skip, timeout: 180_000 }, async t => {
  const host = await freshHost();
  const before = snapshot(host);

  await t.test('says that sshd keeps Fail2ban from starting, and leaves nothing', () => {
    const { code, err } = install(host);
    assert.equal(code, 1);
    assert.match(err, /its jail sshd.*no log file.*MEND=1/);
    assert.equal(snapshot(host), before);
  });

  await t.test('--dry-run shows the diff and leaves nothing', () => {
    const { code, out, err } = install(host, '--mend --dry-run');
    assert.equal(code, 0, err);
    assert.match(out, /^\+\[portsentry-unverified\]$/m);
    assert.equal(snapshot(host), before);
  });

  await t.test('with the mend installs, and the server then starts with the jails', async () => {
    const { code, out, err } = install(host, '--mend');
    assert.equal(code, 0, err);
    assert.match(out, /does not run, and portjail does not start it/);
    await startServer(host);
    assert.ok(await soon(() => status(host).code === 0));
  });

  await t.test('bans the source of a scan line, IPv4 and IPv6', async () => {
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
  });

  await t.test('twice changes nothing', () => {
    const installed = snapshot(host);
    const { code, out, err } = install(host);
    assert.equal(code, 0, err);
    assert.match(out, /^Nothing to change/);
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

test('install: puts everything back when a step fails', { skip, timeout: 180_000 }, async t => {
  const host = await freshHost();
  host.sh(': > /var/log/auth.log');
  await startServer(host);

  await t.test("an admin's file that overrides our log: refused after the reload, rolled back", async () => {
    host.sh(`printf '[portsentry]\\nlogpath = /var/log/auth.log\\n' > /etc/fail2ban/jail.d/portjail.local`);
    const before = snapshot(host);
    const { code, err } = install(host);
    assert.equal(code, 1);
    assert.match(err, /waiting for the jails failed: the jail portsentry does not read .*put back/);
    assert.equal(snapshot(host), before);
    assert.ok(await soon(() => status(host, 'sshd').code === 0));
    assert.notEqual(status(host).code, 0);
    host.sh('rm /etc/fail2ban/jail.d/portjail.local');
  });

  await t.test("an admin's file that breaks our jail is found before anything is written", () => {
    host.sh(`printf '[portsentry]\\nbantime = 1fortnight\\n' > /etc/fail2ban/jail.d/portjail.local`);
    const before = snapshot(host);
    const { code, err } = install(host);
    assert.equal(code, 1);
    assert.match(err, /trial/);
    assert.equal(snapshot(host), before);
    host.sh('rm /etc/fail2ban/jail.d/portjail.local');
  });

  await t.test("an admin's .local file that switches jails is obeyed", async () => {
    const file = '/etc/fail2ban/jail.d/portjail.local';
    host.sh(
      `printf '[portsentry]\\nenabled = false\\n[portsentry-unverified]\\nenabled = true\\n' > ${file}`,
    );
    const { code, out, err } = install(host);
    assert.equal(code, 0, err);
    assert.match(out, /^portsentry +off +jail\.local or a \.local file/m);
    assert.equal(status(host, 'portsentry-unverified').code, 0);
    assert.equal(host.sh(`${program} uninstall`).code, 0);
    assert.notEqual(status(host, 'portsentry-unverified').code, 0);
    host.sh(`rm ${file}; rm -r /var/log/portjail`);
  });

  await t.test('a reload that fails', async () => {
    // A client that fails its first reload: what a full disk or a race with another admin comes to.
    host.sh(
      `mkdir -p /run/fake && printf '#!/bin/sh\\n[ "$1" = reload ] && [ ! -e /run/fake/done ] && ` +
        `touch /run/fake/done && echo "ERROR planted" >&2 && exit 255\\nexec /usr/bin/fail2ban-client "$@"\\n' ` +
        '> /run/fake/fail2ban-client && chmod +x /run/fake/fail2ban-client',
    );
    const before = snapshot(host);
    const { code, err } = host.sh(`PATH=/run/fake:$PATH ${program} install --defaults`);
    assert.equal(code, 1);
    assert.match(
      err,
      /reloading Fail2ban failed: .*planted.*Everything was put back, and Fail2ban runs as before/,
    );
    assert.equal(snapshot(host), before);
    assert.ok(await soon(() => status(host, 'sshd').code === 0));
  });

  await t.test("a file that is not ours, a log that is a folder, Portsentry 2's jail", () => {
    const file = '/etc/fail2ban/jail.d/portjail.conf';
    host.sh(`echo '# somebody else' > ${file}; mkdir /var/log/folder`);
    assert.match(install(host).err, /is there and not portjail's/);
    host.sh(`rm ${file}`);
    assert.match(install(host, '--log /var/log/folder').err, /is a directory: name a file in it/);
    host.sh(`printf '[portsentry]\\nenabled = true\\n' > /etc/fail2ban/jail.d/portsentry.local`);
    assert.match(install(host).err, /left by Portsentry 2/);
  });
});

test("install: bans with the admin's own action, in either form of the line", {
  skip,
  timeout: 120_000,
}, async () => {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; echo '{"log": {"format": "portsentry-2"}}' > /run/two.json
    printf '[Definition]\\nactionban = echo <ip> >> /run/bans\\n' > /etc/fail2ban/action.d/mine.conf
    printf '[DEFAULT]\\nbanaction = mine\\nbackend = systemd\\nfindtime = 1\\nusedns = yes\\n' > /etc/fail2ban/jail.local
    printf '[sshd]\\nenabled = false\\n' >> /etc/fail2ban/jail.local`);
  await startServer(host);
  const { code, out, err } = host.sh(`${program} install -c /run/two.json`);
  assert.equal(code, 0, err);
  assert.match(out, /bans by \[DEFAULT\] banaction \(the choice of the admin here\)/);
  const probe = { ...probeFrom(address.peer, 'handshake'), time: Date.now() };
  host.sh(`echo '${formatScanFrom(probe)}' >> /var/log/portjail/portsentry.log`);
  assert.ok(await soon(() => host.sh('cat /run/bans').out === `${address.peer}\n`));
});

test('install: the unverified jail blocks new inbound connections only', {
  skip,
  timeout: 120_000,
}, async () => {
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
