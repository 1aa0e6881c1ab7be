import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileBackend, journalBackend } from '../../../src/doctor/checks/backend.ts';
import { otherLog } from '../../../src/doctor/checks/jail.ts';
import { ofFile } from '../../../src/doctor/finding.ts';
import { healthy, jail, names } from '../facts.ts';

test('journalBackend() names the jail that follows no file, and whose word that is', () => {
  const facts = {
    ...healthy,
    pack: {
      ...healthy.pack,
      settings: [{ file: '/etc/jail.local', line: 1, section: 'DEFAULT', name: 'backend', value: 'systemd' }],
    },
    jails: [jail({ backend: 'systemd' })],
  };
  assert.match(journalBackend(facts)[0]?.what ?? '', /\/etc\/jail\.local \(backend = systemd\)/);
  assert.deepEqual(
    names(otherLog, {
      ...facts,
      jails: [jail({ backend: 'systemd', logPaths: [] }, { logPaths: [] })],
    }),
    [],
  );
});

test('fileBackend() names the jail that follows a file where the sentry writes to the journal', () => {
  const config = { ...healthy.config, log: { ...healthy.config.log, target: 'journal' as const } };
  assert.deepEqual(names(fileBackend, { ...healthy, config }), ['backend-not-systemd']);
  assert.deepEqual(names(fileBackend, { ...healthy, config, jails: [jail({ backend: 'systemd' })] }), []);
  assert.deepEqual(names(fileBackend, healthy), []);
});

test('ofFile() has checks of the log file step aside for the journal', () => {
  const config = { ...healthy.config, log: { ...healthy.config.log, target: 'journal' as const } };
  const facts = { ...healthy, jails: [jail({}, { logPaths: ['/other'] })] };
  assert.deepEqual(names(ofFile(otherLog), facts), ['jail-on-other-log']);
  assert.deepEqual(names(ofFile(otherLog), { ...facts, config }), []);
});
