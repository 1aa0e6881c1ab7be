import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as checks from '../../../src/doctor/checks/recidive.ts';
import type { ServerFacts } from '../../../src/doctor/facts.ts';
import { healthy, jail, names, recidiveJail } from '../facts.ts';

const having = (differs: Partial<ServerFacts>) => ({
  ...healthy,
  jails: [jail(), recidiveJail()],
  server: { ...healthy.server, ...differs },
});

test('recidiveWithoutFile() names a log that is none, or another one than recidive reads', () => {
  assert.deepEqual(names(checks.recidiveWithoutFile, having({})), []);
  const journal = having({ target: 'SYSTEMD-JOURNAL', targetIsFile: false });
  assert.deepEqual(names(checks.recidiveWithoutFile, journal), ['recidive-without-file']);
  const other = having({ target: '/var/log/f2b.log' });
  assert.deepEqual(names(checks.recidiveWithoutFile, other), ['recidive-without-file']);
  assert.deepEqual(names(checks.recidiveWithoutFile, { ...journal, jails: [jail()] }), []);
});

test('quietLog() names a level without bans, and one without end', () => {
  assert.match(checks.quietLog(having({ level: 'ERROR' }))[0]?.what ?? '', /not written/);
  assert.match(checks.quietLog(having({ level: 'DEBUG' }))[0]?.what ?? '', /without end/);
  assert.deepEqual(names(checks.quietLog, having({ level: 'NOTICE' })), []);
  assert.deepEqual(names(checks.quietLog, { ...having({ level: 'ERROR' }), jails: [jail()] }), []);
});

test('stockRecidive() hands the override on', () => {
  const [finding] = checks.stockRecidive(
    having({ recidive: [{ jail: 'again', lines: ['[again]', 'ignoreregex = x'] }] }),
  );
  assert.equal(finding?.name, 'stock-recidive');
  assert.match(finding?.mend ?? '', /beneath \[again\]: ignoreregex = x$/);
});
