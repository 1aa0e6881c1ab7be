import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as checks from '../../../src/doctor/checks/jail.ts';
import { staleJail, usedns } from '../../../src/doctor/checks/options.ts';
import type { Facts } from '../../../src/doctor/facts.ts';
import type { Setting } from '../../../src/fail2ban/jail-files.ts';
import { healthy, jail, log, names, recidiveJail } from '../facts.ts';

const saying = (...settings: Setting[]): Facts => ({ ...healthy, pack: { ...healthy.pack, settings } });
const setting = (file: string, name: string, value: string): Setting => ({
  file,
  line: 1,
  section: 'portsentry',
  name,
  value,
});
const without = { configured: undefined, live: undefined };

test('packMissing() names a host without our jails', () => {
  const pack = { ...healthy.pack, installed: false };
  assert.deepEqual(names(checks.packMissing, { ...healthy, pack }), ['jails-missing']);
});

test('leftover() names the jail file of Portsentry 2, and no other .local', () => {
  const file = '/etc/fail2ban/jail.d/portsentry.local';
  assert.deepEqual(names(checks.leftover, saying(setting(file, 'enabled', 'true'))), [
    'leftover-portsentry-2',
  ]);
  const own = '/etc/fail2ban/jail.d/portjail.local';
  assert.deepEqual(names(checks.leftover, saying(setting(own, 'bantime', '1d'))), []);
});

test('jailDisabled() names who switched a wanted jail off, and minds no unwanted one', () => {
  const off = {
    ...saying(setting('/etc/jail.local', 'enabled', 'false')),
    jails: [{ ...jail(), ...without }],
  };
  assert.match(checks.jailDisabled(off)[0]?.what ?? '', /\/etc\/jail\.local \(enabled = false\)/);
  const unwanted = { ...healthy, jails: [{ ...jail(), ...without, wanted: false }] };
  assert.deepEqual(names(checks.jailDisabled, unwanted), []);
});

test('jailDisabled() and staleJail() say nothing of a jail that Fail2ban 1.1.1 leaves out, since its log is missing', () => {
  const facts = { ...healthy, jails: [{ ...jail(), configured: undefined }] };
  for (const check of [checks.jailDisabled, staleJail]) {
    assert.equal(names(check, facts).length, 1);
    assert.deepEqual(names(check, { ...facts, log: { ...facts.log, found: undefined } }), []);
    const recidive = { ...facts, jails: [{ ...recidiveJail(), configured: undefined }] };
    assert.equal(names(check, { ...recidive, log: { ...facts.log, found: undefined } }).length, 1);
  }
});

test('jailNotUp() names a jail that the server does not have, where there is a server', () => {
  const facts = { ...healthy, jails: [{ ...jail(), live: undefined }] };
  assert.deepEqual(names(checks.jailNotUp, facts), ['jail-not-up']);
  const down = { ...facts, server: { ...healthy.server, state: 'down' as const } };
  assert.deepEqual(names(checks.jailNotUp, down), []);
});

test('otherLog() and staleJail() tell a wrong path from one that was not reloaded', () => {
  const wrong = { ...healthy, jails: [jail({ logPaths: ['/x'] }, { logPaths: ['/x'] })] };
  assert.deepEqual(names(checks.otherLog, wrong), ['jail-on-other-log']);
  assert.deepEqual(names(staleJail, wrong), []);
  const changed = { ...healthy, jails: [jail({ logPaths: ['/x'] })] };
  assert.deepEqual(names(checks.otherLog, changed), []);
  assert.deepEqual(names(staleJail, changed), ['reload-needed']);
});

test('otherLog() knows the log by the name without links too', () => {
  const facts = { ...healthy, jails: [jail({ logPaths: ['/x'] }, { logPaths: ['/x'] })] };
  assert.deepEqual(names(checks.otherLog, { ...facts, log: { ...healthy.log, names: [log, '/x'] } }), []);
});

test('otherLog() leaves recidive alone, which reads the log of Fail2ban', () => {
  assert.deepEqual(names(checks.otherLog, { ...healthy, jails: [recidiveJail()] }), []);
});

test('usedns() names a jail that looks names up', () => {
  const facts = {
    ...healthy,
    jails: [jail({ values: { usedns: ['warn'] } }, { values: { usedns: ['warn'] } })],
  };
  assert.deepEqual(names(usedns, facts), ['usedns']);
});
