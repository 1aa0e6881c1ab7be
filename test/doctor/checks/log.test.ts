import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as checks from '../../../src/doctor/checks/log.ts';
import type { LogFacts } from '../../../src/doctor/facts.ts';
import { healthy, names } from '../facts.ts';

const having = (differs: Partial<LogFacts>) => ({ ...healthy, log: { ...healthy.log, ...differs } });
const { found = { path: '', device: 0, inode: 0, mode: 0 } } = healthy.log;

test('logMissing() names a log that is not there, and one that is no file', () => {
  assert.deepEqual(names(checks.logMissing, having({ found: undefined })), ['log-missing']);
  assert.deepEqual(names(checks.logMissing, having({ unfit: 'is a link, which is not followed here' })), [
    'log-no-file',
  ]);
  assert.deepEqual(names(checks.logMissing, having({ found: undefined, lines: undefined })), []);
});

test('logUnreadable() says whether the server or the asker may not read', () => {
  const who = (differs: Partial<LogFacts>) =>
    checks.logUnreadable(having(differs)).map(({ what }) => what.slice(0, 9));
  assert.deepEqual(who({ serverReads: false }), ["Fail2ban'"]);
  assert.deepEqual(who({ lines: undefined }), ['this user']);
  assert.deepEqual(who({ lines: undefined, found: undefined }), ['this user']);
  assert.deepEqual(who({ serverReads: undefined }), []);
  assert.deepEqual(who({ serverReads: false, unfit: 'is a socket, and no file' }), [], 'it is no file');
});

test('logOpenToOthers() names a log that everybody may write', () => {
  const open = { ...found, mode: 0o100646 };
  assert.deepEqual(names(checks.logOpenToOthers, having({ found: open })), ['log-open-to-others']);
});

test('copyTruncate() names each file of logrotate', () => {
  assert.deepEqual(names(checks.copyTruncate, having({ truncatedBy: ['a', 'b'] })), [
    'copytruncate',
    'copytruncate',
  ]);
});
