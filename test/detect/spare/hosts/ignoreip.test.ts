import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ignoredBy, ignoredLooker, parseJailFile } from '../../../../src/detect/spare/hosts/ignoreip.ts';
import { askNobody } from '../../../../src/fail2ban/ignored.ts';
import { formatPrefix } from '../../../../src/net/address.ts';
import { neverThrows } from './never-throws.ts';

const rows: readonly [why: string, files: string[], prefixes: string[]][] = [
  [
    'words and commas',
    ['[DEFAULT]\nignoreip = 127.0.0.1/8 ::1, 192.0.2.0/24'],
    ['127.0.0.0/8', '::1', '192.0.2.0/24'],
  ],
  [
    'continued',
    ['[DEFAULT]\nIgnoreIP: 192.0.2.1\n# no\n   192.0.2.2 ; no\n\nbantime = 1h\n  192.0.2.3'],
    ['192.0.2.1', '192.0.2.2'],
  ],
  [
    'masks',
    ['[DEFAULT]\nignoreip = 192.0.2.77/255.255.255.128 198.51.100.0/255.0.255.0 203.0.113.9/255.255.255.255'],
    ['192.0.2.0/25', '203.0.113.9'],
  ],
  ['names', ['[DEFAULT]\nignoreip = admin.example.org 192.0.2.1'], ['192.0.2.1']],
  ['commented', ['[DEFAULT]\n#ignoreip = 192.0.2.1\nignorecommand =\n'], []],
  [
    'later wins',
    ['[DEFAULT]\nignoreip = 192.0.2.1', '[DEFAULT]\nignoreip = 192.0.2.2', '[sshd]'],
    ['192.0.2.2'],
  ],
  [
    'known',
    ['[DEFAULT]\nignoreip = ::1', '[DEFAULT]\nignoreip = %(known/ignoreip)s 192.0.2.2'],
    ['::1', '192.0.2.2'],
  ],
  ['both sections', ['[DEFAULT]\nignoreip = ::1\n[portsentry]\nignoreip = 192.0.2.2'], ['::1', '192.0.2.2']],
  ['other jails', ['ignoreip = 192.0.2.3\n[sshd]\nignoreip = 192.0.2.4'], []],
];

test('ignoredBy() and parseJailFile() read ignoreip as Fail2ban does', () => {
  for (const [why, files, prefixes] of rows)
    assert.deepEqual(ignoredBy(files.map(parseJailFile)).map(formatPrefix), prefixes, why);
});

test('ignoredBy() bounds a value that doubles from file to file', () => {
  const doubling = parseJailFile('[DEFAULT]\nignoreip = %(known/ignoreip)s %(known/ignoreip)s');
  const files = [parseJailFile('[DEFAULT]\nignoreip = 192.0.2.1'), ...new Array(100).fill(doubling)];
  assert.equal(formatPrefix(ignoredBy(files)[0] ?? assert.fail()), '192.0.2.1');
});

test('parseJailFile() and ignoredBy() never throw on any bytes', () =>
  neverThrows(
    text => ignoredBy([parseJailFile(text), parseJailFile(text)]),
    ['[DEFAULT]\n', '[portsentry]\n', 'ignoreip', '%(known/ignoreip)s', '[__proto__]', '/8'],
  ));

test('ignoredLooker() reads a list again only when a file has changed', () => {
  const look = ignoredLooker(askNobody, assert.fail);
  const [one, two] = ['192.0.2.1', '192.0.2.2'].map(text => parseJailFile(`[DEFAULT]\nignoreip = ${text}`));
  assert.ok(one !== undefined && two !== undefined);
  const before = look([one]);
  assert.equal(look([one]), before);
  assert.deepEqual(look([one, two]).map(formatPrefix), ['192.0.2.2']);
  assert.deepEqual(look([one]).map(formatPrefix), ['192.0.2.1']);
});

test('ignoredLooker() takes what Fail2ban itself says too, and says once whom it knows by name alone', () => {
  let told: readonly string[] = ['192.0.2.7', 'admin.example.org', 'file:/x', '2001:db8::/255.0.0.0'];
  const names: string[] = [];
  const look = ignoredLooker({ words: () => told }, name => void names.push(name));
  const file = parseJailFile('[DEFAULT]\nignoreip = %(mine)s 192.0.2.1');
  assert.deepEqual(look([file]).map(formatPrefix), ['192.0.2.1', '192.0.2.7']);
  told = ['admin.example.org', '192.0.2.8'];
  assert.deepEqual(look([file]).map(formatPrefix), ['192.0.2.1', '192.0.2.8']);
  assert.deepEqual(names, ['admin.example.org']);
});
