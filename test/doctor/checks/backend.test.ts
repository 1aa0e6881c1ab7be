import assert from 'node:assert/strict';
import { test } from 'node:test';
import { journalBackend } from '../../../src/doctor/checks/backend.ts';
import { otherLog } from '../../../src/doctor/checks/jail.ts';
import { healthy, jail, names } from '../facts.ts';

test('journalBackend() names the jail that follows no file, and whose word that is', () => {
  const facts = {
    ...healthy,
    pack: {
      ...healthy.pack,
      settings: [{ file: '/etc/jail.local', section: 'DEFAULT', name: 'backend', value: 'systemd' }],
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
