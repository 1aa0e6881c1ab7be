import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseIgnoreFile } from '../../../src/config/read/ignore-file.ts';
import { formatPrefix } from '../../../src/net/address.ts';
import { prefixList } from '../../../src/net/prefix-list.ts';
import { atOnce } from '../../../src/util/steps.ts';

const read = (text: string): { prefixes: string[]; warnings: string[] } => {
  const prefixes = prefixList();
  const warnings = atOnce(parseIgnoreFile(text, 'f', prefixes));
  return { prefixes: Array.from(prefixes, formatPrefix), warnings };
};

test('parseIgnoreFile() reads what both Portsentries and people write', () => {
  for (const [text, prefixes] of [
    ['', []],
    ['# only words\n\n   \n', []],
    ['192.0.2.1', ['192.0.2.1']],
    ['192.0.2.1\r\n10.0.0.0/8\r\n', ['192.0.2.1', '10.0.0.0/8']],
    ['  192.0.2.1\t# mine\n', ['192.0.2.1']],
    ['FD99::2/64#x', ['fd99::/64']],
    ['\uFEFF::1', ['::1']],
    ['127.0.0.1/32\n0.0.0.0\n', ['127.0.0.1', '0.0.0.0']],
  ] as const)
    assert.deepEqual(read(text).prefixes, prefixes, JSON.stringify(text));
});

test('parseIgnoreFile() warns of what it read otherwise than it stands', () => {
  assert.deepEqual(read('10.99.0.77/24\n::/0\nfe80::1%eth0\n1.2.3.4 the office\n'), {
    prefixes: ['10.99.0.0/24', '::/0', 'fe80::1', '1.2.3.4'],
    warnings: [
      'f:1: "10.99.0.77/24" has bits set beyond its length: read as 10.99.0.0/24',
      'f:2: "::/0" ignores every host: nothing of that family is ever banned',
      'f:3: "fe80::1%eth0": the zone does not count, read as fe80::1',
      'f:4: only the first address of a line counts; not read: "the office"',
    ],
  });
});

test('parseIgnoreFile() skips a bad line and keeps the rest', () => {
  for (const bad of [
    '10.0.0.0/33',
    '10.0.0.0/255.255.255.0',
    '10.99/16',
    'localhost',
    '10.0.0.1-10.0.0.9',
    '1.2.3',
    '%',
    '/',
  ]) {
    const { prefixes, warnings } = read(`::1\n${bad}\n10.0.0.1\n`);
    assert.deepEqual(prefixes, ['::1', '10.0.0.1'], bad);
    assert.match(warnings.join('|'), /^f:2: expected an address or a network[^|]*skipped$/, bad);
  }
});

test('parseIgnoreFile() does not warn without end', () => {
  const { warnings } = read('x\n'.repeat(1000));
  assert.equal(warnings.length, 21);
  assert.equal(warnings.at(-1), 'f: 980 more lines like these');
});

test('parseIgnoreFile() never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), text => void read(text)));
});
