import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isWide,
  millisecondsOf,
  mustBeNarrow,
  noteOf,
  prefixOf,
} from '../../../src/config/ignore-file/wish.ts';
import { formatPrefix } from '../../../src/net/address.ts';
import { UsageError } from '../../../src/util/errors.ts';

const refused = (work: () => unknown, message: RegExp): void =>
  assert.throws(work, error => error instanceof UsageError && message.test(error.message));

test('prefixOf() takes an address or a network in any spelling', () => {
  for (const [text, expected] of [
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['2001:DB8:0::/32', '2001:db8::/32'],
  ] as const)
    assert.equal(formatPrefix(prefixOf(text)), expected);
});

test('prefixOf() refuses what is neither, and says which of two may be meant', () => {
  for (const text of [
    '',
    'localhost',
    '192.0.2',
    '192.0.2.0/33',
    'fe80::1%eth0',
    '10.0.0.1-10.0.0.9',
    '1.2.3.4 ',
  ])
    refused(() => prefixOf(text), /expected an address such as 192\.0\.2\.7 or a network such as/);
  refused(
    () => prefixOf('192.0.2.7/24'),
    /write 192\.0\.2\.0\/24 for the network, or 192\.0\.2\.7 for the host/,
  );
});

test('isWide() knows a network that hardly anybody means, in whatever form it holds every host', () => {
  const wide = [
    '0.0.0.0/0',
    '::/0',
    '::ffff:0:0/96',
    '0.0.0.0/7',
    '::ffff:0:0/103',
    '::/80',
    '::/32',
    '2000::/31',
    '::fffe:0:0/95',
  ];
  for (const text of wide) assert.ok(isWide(prefixOf(text)), text);
  for (const text of ['10.0.0.0/8', '2001:db8::/32', '::1', '::/97', '::ffff:10.0.0.0/104', 'fe80::/64'])
    assert.ok(!isWide(prefixOf(text)), text);
});

test('mustBeNarrow() asks for --force', () => {
  refused(
    () => mustBeNarrow(prefixOf('::ffff:0:0/96'), false),
    /^0\.0\.0\.0\/0 is wider than .* add --force$/,
  );
  mustBeNarrow(prefixOf('0.0.0.0/0'), true);
  mustBeNarrow(prefixOf('10.0.0.0/8'), false);
});

test("millisecondsOf() reads Fail2ban's grammar, from a second to 68 years", () => {
  for (const [text, seconds] of [
    ['600', 600],
    ['2h', 7_200],
    ['1d 12h', 129_600],
    ['1mo', 2_629_800],
    ['68y', 68 * 365.25 * 86_400],
  ] as const)
    assert.equal(millisecondsOf(text), seconds * 1_000, text);
  for (const text of ['1000y', '0', '69y', '9'.repeat(400)])
    refused(() => millisecondsOf(text), /^--for: expected 1s to 68y; found "/);
  for (const text of ['', 'soon', '-1', '2 hours', '05m', '1h\n'])
    refused(() => millisecondsOf(text), /^--for: expected a time in Fail2ban's grammar, .*; found/);
});

test('noteOf() takes one printable line of at most 200 characters', () => {
  assert.equal(noteOf('  für Anna # until=x '), 'für Anna # until=x');
  assert.equal(noteOf('ä'.repeat(200)).length, 200);
  refused(() => noteOf('x'.repeat(201)), /^--note: expected at most 200 characters; found 201$/);
  for (const text of ['a\nb', 'a\rb', 'a\tb', '\u001b[31m', 'a\u202Eb', 'a\u2028b', 'a\0b'])
    refused(() => noteOf(text), /^--note: expected one line of letters that can be printed/);
});
