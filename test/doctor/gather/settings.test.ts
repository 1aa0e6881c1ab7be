import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsIn } from '../../../src/doctor/gather/settings.ts';

test('settingsIn() reads the sections that concern us', () => {
  const text =
    '[DEFAULT]\nbackend = systemd ; all\n[sshd]\nenabled = true\n[portsentry]\n# logpath = /x\nlogpath=/y\n';
  assert.deepEqual(
    settingsIn(text, 'f').map(({ section, name, value }) => [section, name, value]),
    [
      ['DEFAULT', 'backend', 'systemd'],
      ['portsentry', 'logpath', '/y'],
    ],
  );
});
