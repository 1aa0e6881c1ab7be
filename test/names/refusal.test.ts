import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf } from '../../src/names/refusal.ts';
import { parseAddress } from '../../src/net/address.ts';

const refusals = {
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  loopback: ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'],
  multicast: ['224.0.0.1', '239.255.255.250', 'ff02::1'],
  reserved: [
    '240.0.0.1',
    '255.255.255.255',
    '::7',
    '::203.0.113.7',
    '64:ff9b::203.0.113.7',
    '4000::1',
    'fec0::1',
  ],
  private: ['10.0.0.1', '100.64.0.1', '192.168.1.1', '169.254.1.1', 'fd00::1', 'fe80::1', '::ffff:10.0.0.1'],
} as const;

test('refusalOf() says why an address of a name does not count', () => {
  for (const [why, texts] of Object.entries(refusals))
    for (const text of texts)
      assert.equal(refusalOf(parseAddress(text) ?? assert.fail(text), false), why, text);
});

test('refusalOf() lets hosts of the Internet count, and where that is allowed those of private networks, nobody else', () => {
  for (const text of [
    '203.0.113.7',
    '1.1.1.1',
    '223.255.255.255',
    '2001:db8::7',
    '2a00::1',
    '::ffff:203.0.113.7',
  ])
    assert.equal(refusalOf(parseAddress(text) ?? assert.fail(text), false), undefined, text);
  for (const [why, texts] of Object.entries(refusals))
    for (const text of texts)
      assert.equal(
        refusalOf(parseAddress(text) ?? assert.fail(text), true),
        why === 'private' ? undefined : why,
        text,
      );
});
