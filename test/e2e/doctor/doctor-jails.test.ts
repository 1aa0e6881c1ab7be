import assert from 'node:assert/strict';
import { type PrivateHost, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { startServer, status } from '../jails/jails.ts';
import { doctor, healthyHost, log, names, stopServer } from './doctor.ts';

const folder = '/etc/fail2ban';

/** Writes a file of the admin's beneath /etc/fail2ban and has the server read it. */
function say(host: PrivateHost, file: string, ...lines: string[]): void {
  host.sh(`cat > ${folder}/${file} <<'END'\n${lines.join('\n')}\nEND\n`);
  const { code, err } = host.sh('fail2ban-client reload');
  assert.equal(code, 0, err);
}

const unsay = (host: PrivateHost, ...files: string[]) =>
  host.sh(`cd ${folder} && rm ${files.join(' ')} && fail2ban-client reload`);

e2e('doctor: names what is wrong with the jails, their filter and the server', async t => {
  const { host } = await healthyHost('{"udp": {"mode": "off"}}');
  const own = 'jail.d/portjail.local';

  await t.test('names looked up, TCP alone, the wrong evidence, recidive without a log of bans', () => {
    say(host, own, '[portsentry]', 'usedns = warn', 'protocol = tcp', 'filter = portjail[evidence=packet]');
    host.sh('fail2ban-client set logtarget STDERR; fail2ban-client set loglevel ERROR');
    names(host, 'filter-misses log-level other-filter? recidive-without-file tcp-only usedns');
    host.sh('fail2ban-client set logtarget /var/log/fail2ban.log; fail2ban-client set loglevel INFO');
  });

  await t.test('a jail that is off, and one that the server still has', () => {
    say(host, own, '[portsentry]', 'enabled = false');
    names(host, 'jail-disabled');
    host.sh(`rm ${folder}/${own}`);
    names(host, 'jail-not-up');
    say(host, own, '[portsentry]', 'bantime = 2h');
    host.sh(`echo 'enabled = false' >> ${folder}/${own}`);
    names(host, 'jail-disabled reload-needed?');
    unsay(host, own);
  });

  await t.test("another filter of the same name, and Portsentry 2's jail", () => {
    host.sh(`printf 'x\\n' > /var/log/portsentry.log`);
    say(host, 'filter.d/portjail.local', '[Definition]', 'failregex = ^[^ ]* Scan from: \\[<HOST>\\]');
    names(host, 'filter-misses other-filter?');
    unsay(host, 'filter.d/portjail.local');
    const two = [
      '[portsentry]',
      'enabled = true',
      'filter = portsentry',
      'logpath = /var/log/portsentry.log',
    ];
    say(host, 'jail.d/portsentry.local', ...two, 'maxretry = 0');
    names(host, 'filter-misses jail-on-other-log leftover-portsentry-2 other-filter?');
    unsay(host, 'jail.d/portsentry.local');
  });

  await t.test('a [DEFAULT] backend that takes the file away', () => {
    host.sh(`cp -p ${folder}/jail.d/portjail.conf /run/kept; sed -i '/^backend/d' ${folder}/jail.d/portjail.conf
      printf '[DEFAULT]\\nbackend = systemd\\n[sshd]\\nenabled = false\\n' > ${folder}/jail.local`);
    // Without that module the server that runs goes on, and the next one would end at its start.
    const lacksModule = host.sh("/usr/bin/python3 -c 'import systemd.journal'").code !== 0;
    const expected = lacksModule ? 'backend-systemd config-refused' : 'backend-systemd';
    assert.match(names(host, expected).whole, /jail\.local \(backend = systemd\)/);
    // What every option in the jail's own section is for.
    host.sh(`cp -p /run/kept ${folder}/jail.d/portjail.conf; fail2ban-client reload`);
    names(host, '');
    host.sh(`rm ${folder}/jail.local; fail2ban-client reload`);
  });

  await t.test('stock recidive that counts forged sources, until its override is in force', () => {
    say(host, own, '[portsentry-unverified]', 'enabled = true', '[recidive]', 'enabled = true');
    const { findings } = names(host, 'stock-recidive?');
    const [, override = ''] = /(ignoreregex = .*)$/.exec(findings[0]?.mend ?? '') ?? [];
    host.sh(`cat >> ${folder}/${own} <<'END'\n${override}\nEND\n`);
    host.sh('fail2ban-client reload');
    names(host, '');
    unsay(host, own);
  });

  await t.test('sshd without a log, a server that is down, files that it refuses', async () => {
    host.sh('rm /var/log/auth.log');
    names(host, 'jail-without-log');
    await stopServer(host);
    names(host, 'jail-without-log server-down');
    host.sh(`: > /var/log/auth.log; printf '[sshd]\\nport = %%(nothing)s\\n' > ${folder}/jail.local`);
    const { names: found } = doctor(host);
    assert.match(found, /config-refused/);
    host.sh(`rm ${folder}/jail.local`);
    names(host, 'server-down');
  });

  await t.test('a socket that is for root alone', async () => {
    await startServer(host);
    assert.ok(await soon(() => status(host).code === 0));
    names(
      host,
      'log-unreadable socket-forbidden',
      '--no-ban',
      'setpriv --reuid=65534 --regid=65534 --clear-groups',
    );
    names(host, '', '');
    assert.match(host.sh(`tail -1 ${log}`).out, /scan src=/);
  });
});
