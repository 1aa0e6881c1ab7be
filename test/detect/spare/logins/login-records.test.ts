import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasSshd, keepsLogins } from '../../../../src/detect/spare/logins/login-records.ts';
import { fileHost } from '../hosts/file-host.ts';
import { utmpRecord } from '../hosts/utmp-record.ts';

test('keepsLogins() is content with a utmp that somebody writes', t => {
  const { write, files } = fileHost(t);
  assert.equal(keepsLogins(files), false);
  write('/run/utmp', '');
  assert.equal(keepsLogins(files), false);
  write('/run/utmp', utmpRecord(2, 0, undefined, process.arch));
  assert.equal(keepsLogins(files), true);
});

test('keepsLogins() is content with logind where sshd asks PAM, and PAM tells logind', t => {
  const { write, remove, files } = fileHost(t);
  write('/run/systemd/sessions/.keep', '');
  write('/etc/ssh/sshd_config', 'UsePAM yes\n');
  write('/etc/pam.d/common-session', '# session optional pam_systemd.so\nauth optional pam_systemd.so\n');
  assert.equal(keepsLogins(files), false, 'not told');
  for (const line of ['session\toptional\tpam_systemd.so', '-session optional pam_elogind.so class=user']) {
    write('/etc/pam.d/common-session', `${line}\n`);
    assert.equal(keepsLogins(files), true, line);
  }
  write('/etc/ssh/sshd_config.d/a.conf', 'UsePAM no\n');
  assert.equal(keepsLogins(files), false, 'sshd does not ask PAM');
  remove('/etc/ssh/sshd_config.d/a.conf');
  write('/etc/ssh/sshd_config', '#UsePAM yes\n');
  assert.equal(keepsLogins(files), false, 'it does not by default');
  remove('/etc/ssh/sshd_config');
  assert.equal(keepsLogins(files), true, 'a file that is not to be read');
  remove('/run/systemd/sessions');
  assert.equal(keepsLogins(files), false, 'no logind');
});

test('hasSshd() finds the program', t => {
  const { write, files } = fileHost(t);
  assert.equal(hasSshd(files), false);
  write('/usr/sbin/sshd', '');
  assert.equal(hasSshd(files), true);
});
