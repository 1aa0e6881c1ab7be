import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loginGapLine, loginGaps } from '../../../../src/detect/spare/logins/login-gap.ts';
import { expectedGap } from '../../../../src/detect/spare/logins/logins.ts';
import { fileHost } from '../hosts/file-host.ts';
import { utmpRecord } from '../hosts/utmp-record.ts';

const id = '58ce6c46099b4cf7ba2f0bed3b1b4050';

test('expectedGap() is there when a host with sshd keeps no record of logins and has no journal', t => {
  const { write, files, remove } = fileHost(t);
  assert.equal(expectedGap(['ssh'], files), undefined, 'no sshd');
  write('/usr/sbin/sshd', '');
  assert.equal(expectedGap(['ssh'], files), 'no-journal');
  assert.equal(expectedGap(['own'], files), undefined, 'nobody asks');
  write('/run/utmp', utmpRecord(2, 0, undefined, process.arch));
  assert.equal(expectedGap(['ssh'], files), undefined, 'utmp');
  remove('/run/utmp');
  write('/etc/machine-id', `${id}\n`);
  write(`/run/log/journal/${id}/system.journal`, '');
  assert.equal(expectedGap(['ssh'], files), 'no-journal', 'nobody to read it');
  for (const name of ['setpriv', 'journalctl']) write(`/usr/bin/${name}`, '');
  assert.equal(expectedGap(['ssh'], files), undefined, 'a journal');
  write('/etc/ssh/sshd_config', 'LogLevel ERROR\n');
  assert.equal(expectedGap(['ssh'], files), 'quiet');
});

test('loginGapLine() says what to do for every gap', () => {
  for (const gap of loginGaps)
    assert.match(loginGapLine(gap), /^anyone who .*"apt-get install libpam-systemd"/);
});
