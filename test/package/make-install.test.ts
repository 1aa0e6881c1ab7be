import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { network, run } from '../e2e/hosts/hosts.ts';
import { e2e } from '../e2e/hosts/require.ts';
import { isLong } from '../support/long.ts';
import { boot } from '../systemd/booted.ts';
import { thisMachine } from '../systemd/roots.ts';
import { ownCheckout, ownFolder } from './package.ts';

const checkout = ownCheckout();
const make = (goal: string, folder: string): string =>
  run(['make', '-s', '-C', checkout, goal, `DESTDIR=${folder}`, 'PREFIX=/opt/own'], 'success');
/** Everything but folders. */
const filesIn = (folder: string): string[] =>
  run(['find', folder, '!', '-type', 'd', '-printf', '/%P\n'], 'success').split('\n').filter(Boolean);

test('make uninstall takes out all that make install has put in', () => {
  const folder = ownFolder();
  make('install', folder);
  const share = '/opt/own/share';
  for (const path of [
    '/opt/own/sbin/portjail',
    `${share}/man/man8/portjail.8`,
    `${share}/man/man8/portjail-doctor.8`,
    `${share}/man/man5/portjail.json.5`,
    `${share}/man/man5/portjail-log.5`,
    `${share}/bash-completion/completions/portjail`,
    `${share}/zsh/site-functions/_portjail`,
    `${share}/fish/vendor_completions.d/portjail.fish`,
  ])
    assert.ok(filesIn(folder).includes(path), path);
  assert.ok(!filesIn(folder).some(path => /lib\/portjail\/dist\/(man|completions)/.test(path)), 'once');
  assert.match(run([join(folder, 'opt/own/sbin/portjail'), '--help'], 'success'), /^portjail COMMAND/);
  assert.equal(make('uninstall', folder), '');
  assert.deepEqual(filesIn(folder), []);
  assert.equal(make('uninstall', folder), '', 'twice is no mistake');
});

test('make uninstall leaves an edited config, the log and units of the administrator, and names them', () => {
  const folder = ownFolder();
  const stay = [
    '/etc/default/portjail-report',
    '/etc/portjail/ignore',
    '/etc/portjail/portjail.json',
    '/etc/systemd/system/portjail-report.timer.d/own.conf',
    '/etc/systemd/system/portjail.service.d/own.conf',
    '/var/lib/portjail-jails/manifest.json',
    '/var/log/portjail/portsentry.log',
  ];
  make('install', folder);
  for (const path of stay) {
    run(['mkdir', '-p', join(folder, path, '..')], 'success');
    appendFileSync(join(folder, path), '\n');
  }
  const said = make('uninstall', folder);
  assert.deepEqual(filesIn(folder).sort(), stay);
  for (const name of [
    'etc/default/portjail-report',
    'etc/systemd/system/portjail-report.timer.d',
    'etc/portjail/ignore',
    'etc/portjail/portjail.json',
    'etc/systemd/system/portjail.service.d',
    'var/log/portjail',
  ])
    assert.match(said, new RegExp(`^ {2}${join(folder, name)}$`, 'm'));
  assert.match(said, /The jails of Fail2ban stay: "make uninstall-jails" takes them out/);
});

if (isLong)
  e2e(
    'make uninstall stops the sentry that make install has installed, and disables it',
    async () => {
      const net = network('host');
      try {
        const host = await boot(net, net.hosts.host, thisMachine.path);
        host.unpack(checkoutWithModules());
        const there = (goal: string): string => host.sh(`make -s -C /srv/checkout ${goal} 2>&1`);
        there('install');
        host.sh('systemctl daemon-reload && systemctl enable --now -q portjail');
        assert.match(there('uninstall'), / {2}\/var\/log\/portjail\n[\s\S]*The user portjail stays/);
        const unit = host.sh('systemctl is-active portjail; systemctl is-enabled portjail', 'any');
        assert.match(unit, /^inactive\n(not-found|.*No such file)/);
        assert.equal(
          host.sh('ls -d /usr/local/sbin/portjail /usr/local/lib/portjail 2>&-', 'any').trim(),
          '',
        );
      } finally {
        await net.teardown();
      }
    },
    thisMachine.lacking,
  );

/** A folder with a checkout in /srv that is whole: nothing of this one is in reach there. */
function checkoutWithModules(): string {
  const folder = ownFolder();
  const srv = join(folder, 'srv');
  run(['mkdir', srv], 'success');
  run(['cp', '-a', checkout, join(srv, 'checkout')], 'success');
  run(['rm', join(srv, 'checkout/node_modules')], 'success');
  run(['cp', '-al', 'node_modules', join(srv, 'checkout')], 'success');
  return folder;
}
