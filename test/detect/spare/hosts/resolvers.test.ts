import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseResolvConf } from '../../../../src/detect/spare/hosts/resolvers.ts';
import { formatAddress } from '../../../../src/net/address.ts';
import { neverThrows } from './never-throws.ts';

const rows: readonly [text: string, addresses: string[]][] = [
  ['nameserver 192.0.2.53\n', ['192.0.2.53']],
  ['# x\nnameserver\t192.0.2.53 # first\r\nnameserver 2001:db8::53', ['192.0.2.53', '2001:db8::53']],
  ['nameserver fe80::1%eth0\nnameserver ::ffff:192.0.2.1', ['fe80::1', '192.0.2.1']],
  ['search example.org\noptions edns0\n;nameserver 192.0.2.1\nnameserver dns.example.org', []],
  ['nameserver\nnameserver \n xnameserver 192.0.2.1', []],
];

test('parseResolvConf() takes every nameserver that is an address', () => {
  for (const [text, addresses] of rows)
    assert.deepEqual(parseResolvConf(text).map(formatAddress), addresses, text);
});

test('parseResolvConf() never throws on any bytes', () => neverThrows(parseResolvConf, ['nameserver ']));
