import assert from 'node:assert/strict';
import { freshHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { install, snapshot, startServer, status } from './jails.ts';

e2e('install: puts everything back when a step fails', async t => {
  const host = await freshHost();
  host.sh(': > /var/log/auth.log');
  await startServer(host);

  await t.test(
    "an admin's file that overrides our log: refused by its line, and nothing changed",
    async () => {
      const file = '/etc/fail2ban/jail.d/portjail.local';
      host.sh(`printf '[portsentry]\\nlogpath = /var/log/auth.log\\n' > ${file}`);
      const before = snapshot(host);
      for (const options of ['', '--mend']) {
        const { code, err } = install(host, options);
        assert.equal(code, 1);
        assert.match(err, /portjail\.local, line 2, has "logpath = \/var\/log\/auth\.log" in \[portsentry\]/);
        assert.doesNotMatch(err, /--mend/, 'that file has the last word');
      }
      assert.equal(snapshot(host), before);
      assert.equal(status(host, 'sshd').code, 0);
      assert.notEqual(status(host).code, 0);
      host.sh(`rm ${file}`);
    },
  );

  await t.test('jail.local as a copy of jail.conf: refused, and fixed by a file of ours', async () => {
    host.sh('cp /etc/fail2ban/jail.conf /etc/fail2ban/jail.local');
    const before = snapshot(host);
    const { code, err } = install(host);
    assert.equal(code, 1);
    assert.match(
      err,
      /\/etc\/fail2ban\/jail\.local, line \d+, has "logpath = .*in \[portsentry\].*install --mend/,
    );
    assert.equal(snapshot(host), before);
    assert.equal(install(host, '--mend').code, 0);
    assert.match(
      host.sh('fail2ban-client get portsentry logpath').out,
      /\/var\/log\/portjail\/portsentry\.log/,
    );
    assert.equal(install(host).code, 0, 'the fix stays');
    assert.equal(host.sh(`${program} uninstall`).code, 0);
    host.sh('rm /etc/fail2ban/jail.local; rm -r /var/log/portjail');
    assert.ok(await soon(() => host.sh('fail2ban-client reload').code === 0));
    assert.equal(host.sh('ls /etc/fail2ban/jail.d/portjail*').code === 0, false);
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

  await t.test('a jail of an old tutorial, which Fail2ban passes over, is no fault', () => {
    const file = '/etc/fail2ban/jail.d/old.local';
    host.sh(`printf '[ssh-ddos]\\nenabled = true\\n' > ${file}`);
    const { code, err } = install(host);
    assert.equal(code, 0, err);
    assert.match(
      err,
      /your jail \[ssh-ddos\] \(\/etc\/fail2ban\/jail\.d\/old\.local, line 2\) does not run, .*'filter\.d\/ssh-ddos' under \/etc\/fail2ban;/,
    );
    assert.equal(host.sh(`${program} uninstall`).code, 0);
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

  await t.test("a file that is not ours, a log that is a pipe, Portsentry 2's jail", () => {
    const file = '/etc/fail2ban/jail.d/portjail.conf';
    host.sh(`echo '# somebody else' > ${file}; mkfifo /var/log/pipe`);
    assert.match(install(host).err, /is there and not portjail's/);
    host.sh(`rm ${file}`);
    assert.match(install(host, '--log /var/log/pipe').err, /is no regular file/);
    host.sh(`printf '[portsentry]\\nenabled = true\\n' > /etc/fail2ban/jail.d/portsentry.local`);
    assert.match(install(host).err, /left by Portsentry 2/);
  });
});
