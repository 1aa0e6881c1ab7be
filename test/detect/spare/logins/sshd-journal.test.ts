import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEntry } from '../../../../src/detect/spare/logins/sshd-journal.ts';
import { neverThrows } from '../hosts/never-throws.ts';

const entry = (fields: object): string =>
  JSON.stringify({ MESSAGE: 'hello', _EXE: '/usr/sbin/sshd', ...fields });

test("parseEntry() takes the message of sshd's own program", () => {
  for (const file of ['/usr/sbin/sshd', '/usr/lib/openssh/sshd-session', '/usr/libexec/openssh/sshd-session'])
    assert.equal(parseEntry(entry({ _EXE: file })), 'hello', file);
  // Replaced while it runs.
  assert.equal(parseEntry(entry({ _EXE: '/usr/sbin/sshd (deleted)' })), 'hello');
});

test('parseEntry() takes nothing of other programs, nor what is no text', () => {
  for (const fields of [
    { _EXE: '/usr/bin/su' },
    { _EXE: '/tmp/sshd/su' },
    { _EXE: undefined },
    { _EXE: ['/usr/sbin/sshd'] },
    { MESSAGE: [65, 99] },
    { MESSAGE: null },
  ])
    assert.equal(parseEntry(entry(fields)), undefined, JSON.stringify(fields));
  for (const line of ['', '[]', 'null', '"x"', '{', '-- No entries --'])
    assert.equal(parseEntry(line), undefined, line);
});

test('parseEntry() never throws on any bytes', () =>
  neverThrows(parseEntry, ['{', '}', '"MESSAGE"', ':', '"_EXE"', ',', '"/usr/sbin/sshd"', '[', ']']));
