import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../e2e/hosts/hosts.ts';
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
  assert.ok(filesIn(folder).includes('/opt/own/sbin/portjail'));
  assert.match(run([join(folder, 'opt/own/sbin/portjail'), '--help'], 'success'), /^portjail COMMAND/);
  assert.equal(make('uninstall', folder), '');
  assert.deepEqual(filesIn(folder), []);
  assert.equal(make('uninstall', folder), '', 'twice is no mistake');
});

test('make uninstall leaves an edited config, the log and units of the administrator, and names them', () => {
  const folder = ownFolder();
  const stay = [
    '/etc/portjail/ignore',
    '/etc/portjail/portjail.json',
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
    'etc/portjail/ignore',
    'etc/portjail/portjail.json',
    'etc/systemd/system/portjail.service.d',
    'var/log/portjail',
  ])
    assert.match(said, new RegExp(`^ {2}${join(folder, name)}$`, 'm'));
  assert.match(said, /The jails of Fail2ban stay: "make uninstall-jails" takes them out/);
});
