import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { run } from '../e2e/hosts/hosts.ts';
import { remains } from './life.ts';
import { ownCheckout, ownFolder } from './package.ts';
import { fail2banRuns, installJails, newer, type Server } from './server.ts';

/** Servers that are not as they should be. */
export async function packageGoesAnyway(t: TestContext, server: Server): Promise<void> {
  const act = (name: string, play: (server: Server) => unknown) =>
    t.test(name, async () => void (await play(server)));
  await act('apt remove takes the jails out where Fail2ban is down', fail2banIsDown);
  await act('where systemd does not run, apt install and apt purge work', systemdIsDown);
  await act('a unit of make install that goes first is named, and what it uses stays', isShadowed);
}

async function fail2banIsDown(server: Server): Promise<void> {
  server.apt(`install ${newer}`);
  await fail2banRuns(server);
  installJails(server);
  server.run(['systemctl', 'stop', 'fail2ban']);
  assert.match(server.apt('remove portjail'), /Removed:\n {2}\/etc\/fail2ban\//);
  await fail2banRuns(server);
  assert.doesNotMatch(server.jails(), /portsentry/);
  server.apt('purge portjail');
}

/** As in a container or a chroot. */
function systemdIsDown(server: Server): void {
  const alone = (words: string): string =>
    server.sh(`unshare --mount sh -ec 'mount -t tmpfs tmpfs /run; apt-get -y ${words}' 2>&1`);
  alone(`install ${newer}`);
  assert.equal(server.sh('stat -c "%U:%G %a" /var/log/portjail'), 'portjail:adm 2750\n');
  alone('purge portjail');
  assert.deepEqual(remains(server), []);
}

async function isShadowed(server: Server): Promise<void> {
  const folder = ownFolder();
  run(['make', '-s', '-C', ownCheckout(), 'install', `DESTDIR=${folder}`], 'success');
  server.unpack(folder);
  const said = server.apt(`install ${newer}`);
  assert.match(said, /\/etc\/systemd\/system\/portjail\.service, which "make install" wrote, is in force/);
  assert.match(server.sh('/usr/sbin/portjail doctor --no-ban', 'any'), /unit-shadowed/);
  installJails(server);
  assert.match(
    server.apt('purge portjail'),
    /which "make install" wrote, stays, and so do the Fail2ban jails/,
  );
  assert.match(server.jails(), /portsentry,/);
  server.sh('id portjail; ls /var/log/portjail/portsentry.log');
  server.run(['systemctl', 'start', 'portjail']);
}

/** The sentry writes its log and nobody is banned: what is recommended is not required. */
export function fail2banIsNotThere(server: Server): void {
  server.apt(`install --no-install-recommends ${newer}`);
  server.sh('! command -v fail2ban-client');
  server.run(['systemctl', 'enable', '--now', '-q', 'portjail']);
  assert.match(server.apt('remove portjail'), /Nothing to remove: no jails of portjail/);
  server.apt('purge portjail');
  assert.deepEqual(remains(server), []);
  assert.equal(
    server.sh('ls /etc/systemd/system/*/portjail.service', 'any').includes('/portjail.service\n'),
    false,
  );
}
