import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsIn, sshdSetting } from '../../../../src/detect/spare/logins/sshd-config.ts';
import { fileHost } from '../hosts/file-host.ts';
import { neverThrows } from '../hosts/never-throws.ts';

test('settingsIn() takes the first word of each name, whatever its case, before the first Match', () => {
  const text = '# UsePAM no\nPort 22\n usepam Yes\nUsePAM no\nMatch User root\nLogLevel QUIET\n';
  assert.deepEqual(
    [...settingsIn(text)],
    [
      ['port', '22'],
      ['usepam', 'yes'],
    ],
  );
});

test('settingsIn() never throws on any text', () =>
  neverThrows(settingsIn, ['UsePAM', 'Match', 'yes', '\t']));

test('sshdSetting() asks the folder first, and does not know what it cannot read', t => {
  const { write, files } = fileHost(t);
  assert.equal(sshdSetting(files, 'usepam'), undefined);
  write('/etc/ssh/sshd_config', 'Include /etc/ssh/sshd_config.d/*.conf\nUsePAM no\n');
  assert.equal(sshdSetting(files, 'usepam'), 'no');
  assert.equal(sshdSetting(files, 'loglevel'), '');
  write('/etc/ssh/sshd_config.d/b.conf', 'UsePAM no\n');
  write('/etc/ssh/sshd_config.d/a.conf', 'UsePAM yes\n');
  assert.equal(sshdSetting(files, 'usepam'), 'yes');
});
