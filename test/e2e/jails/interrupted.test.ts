import assert from 'node:assert/strict';
import { once } from 'node:events';
import { freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { install, snapshot, startServer, status } from './jails.ts';

/** Where the program makes its temporary files; processes of the whole machine are looked through for the name. */
const temporary = `/run/temporary-${process.pid}`;

/** A Fail2ban client that does not come back from this command, once. */
const stuck = (host: PrivateHost, command: string) =>
  host.sh(`mkdir -p /run/fake; rm -f /run/fake/reached
    printf '#!/bin/sh\\n[ "$1" = ${command} ] && [ ! -e /run/fake/reached ] && echo $$ > /run/fake/reached && exec sleep 1000
      exec /usr/bin/fail2ban-client "$@"\\n' > /run/fake/fail2ban-client; chmod +x /run/fake/fail2ban-client`);
const isReached = (host: PrivateHost) => (): boolean => host.sh('test -s /run/fake/reached').code === 0;

/** Runs a command, sends it the signal once `when` holds; how it ended and what it said. */
async function cut(host: PrivateHost, command: string, when: () => boolean, signal: NodeJS.Signals) {
  const path = 'PATH=/run/fake:$PATH';
  const script = `exec env TMPDIR=${temporary} ${path} ${program} ${command} > /run/said 2>&1`;
  const child = host.start('bash', ['--norc', '-c', script]);
  const ended = once(child, 'exit');
  assert.ok(await soon(when), `${command} does not come so far: ${host.sh('cat /run/said').out}`);
  child.kill(signal);
  const [, by] = await ended;
  return { by, said: host.sh('cat /run/said').out };
}

const isEmpty = (host: PrivateHost): boolean => host.sh(`ls ${temporary}`).out === '';
const trialServers = (host: PrivateHost): string => host.sh(`pgrep -f -- '-c ${temporary}/'`).out;

async function hostWithServer(): Promise<PrivateHost> {
  const host = await freshHost();
  host.sh(`: > /var/log/auth.log; mkdir ${temporary}`);
  await startServer(host);
  return host;
}

e2e('install: cut short while it tries the pack, it leaves no copy and no server of the trial', async () => {
  const host = await hostWithServer();
  const before = snapshot(host);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    const { by } = await cut(host, 'install --defaults --no-ban', () => trialServers(host) !== '', signal);
    assert.equal(by, signal);
    assert.ok(await soon(() => isEmpty(host) && trialServers(host) === ''), signal);
    assert.equal(snapshot(host), before);
  }
});

e2e('install and uninstall: cut short while Fail2ban reloads, they put everything back', async t => {
  const host = await hostWithServer();
  const before = snapshot(host);

  await t.test('install takes its files out again, and Fail2ban reloads once more', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      stuck(host, 'reload');
      const { by, said } = await cut(host, 'install --defaults --no-ban', isReached(host), signal);
      assert.equal(by, signal, said);
      assert.match(
        said,
        /error: reloading Fail2ban was interrupted\. Everything was put back, and Fail2ban runs as before/,
      );
      assert.equal(snapshot(host), before);
      assert.ok(isEmpty(host));
      assert.notEqual(status(host).code, 0);
      assert.equal(status(host, 'sshd').code, 0);
    }
  });

  await t.test('killed, it lets nobody in before, and is undone or gone on from after that', async () => {
    for (const next of ['uninstall', 'install --defaults --no-ban'] as const) {
      stuck(host, 'reload');
      const both = (): boolean =>
        isReached(host)() && /another portjail install .*is at work/.test(install(host).err);
      const { by, said } = await cut(host, 'install --defaults --no-ban', both, 'SIGKILL');
      assert.equal(by, 'SIGKILL', said);
      host.sh('touch /etc/fail2ban/jail.d/.portjail.conf.1 /var/log/portjail/.portsentry.log.1');
      const { code, err } = host.sh(`${program} ${next}`);
      assert.equal(code, 0, err);
      assert.equal(host.sh('ls /etc/fail2ban/jail.d/.portjail* /var/log/portjail/.portsentry*').out, '');
      assert.equal(status(host).code === 0, next !== 'uninstall', 'the server has read it');
      if (next === 'uninstall') host.sh('rm -r /var/log/portjail');
      if (next === 'uninstall') assert.equal(snapshot(host), before);
    }
  });

  await t.test('uninstall puts the jails back', async () => {
    const installed = snapshot(host);
    stuck(host, 'reload');
    const { by, said } = await cut(host, 'uninstall', isReached(host), 'SIGHUP');
    assert.equal(by, 'SIGHUP', said);
    assert.match(said, /error: interrupted\. Everything was put back/);
    assert.equal(snapshot(host), installed);
    assert.equal(status(host).code, 0);
  });

  await t.test('the doctor and status end too, while Fail2ban does not answer', async () => {
    for (const [command, asks] of [
      ['doctor --defaults --no-ban', '-dt'],
      ['status --defaults', '-i'],
    ] as const) {
      stuck(host, asks);
      const { by } = await cut(host, command, isReached(host), 'SIGINT');
      assert.equal(by, 'SIGINT', command);
      host.sh('kill $(cat /run/fake/reached)');
    }
  });
});
