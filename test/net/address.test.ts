import assert from 'node:assert/strict';
import { BlockList, isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatAddress,
  formatPrefix,
  isLoopback,
  maskAddress,
  parseAddress,
  parsePrefix,
} from '../../src/net/address.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';

const shown = (text: string): string | undefined => {
  const address = parseAddress(text);
  return address && formatAddress(address);
};

test('parseAddress() and formatAddress() give the form of RFC 5952', () => {
  for (const [text, form] of [
    ['192.0.2.1', '192.0.2.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:C000:201', '192.0.2.1'],
    ['2001:0DB8:0:0:0:0:0:5', '2001:db8::5'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ] as const) {
    assert.equal(shown(text), form, text);
  }
});

test('parseAddress() refuses anything that is no address', () => {
  for (const text of [
    '',
    '1.2.3',
    '01.2.3.4',
    '256.1.1.1',
    'fe80::1%eth0',
    '1::2::3',
    'host',
    '1.2.3.4 ',
    '12345::',
  ])
    assert.equal(parseAddress(text), undefined, text);
});

test('isLoopback() is true for 127.0.0.0/8 and ::1 alone', () => {
  const isIn = (text: string): boolean => isLoopback(parseAddress(text) ?? assert.fail(text));
  for (const text of ['127.0.0.1', '127.255.255.255', '::ffff:127.0.0.53', '::1'])
    assert.ok(isIn(text), text);
  for (const text of ['126.255.255.255', '128.0.0.0', '::', '::2', '::7f00:1', '1::1', '0:0:1::1'])
    assert.ok(!isIn(text), text);
});

test('formatAddress() is undone by parseAddress() for every address', () => {
  const word = fc.oneof(fc.nat(0xffff), fc.constant(0), fc.integer({ min: 0, max: 0xffffffff }));
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), words => {
      const text = formatAddress(words);
      assert.ok(isIP(text) > 0);
      assert.deepEqual(parseAddress(text), words);
    }),
  );
});

test('parsePrefix() clears host bits and formatPrefix() writes what people write', () => {
  for (const [text, form] of [
    ['10.99.0.77/24', '10.99.0.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['192.0.2.1/32', '192.0.2.1'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['::/0', '::/0'],
  ] as const) {
    const prefix = parsePrefix(text);
    assert.equal(prefix && formatPrefix(prefix), form);
  }
  for (const text of ['1.2.3.4/33', '::/129', '1.2.3.4/', '/8', '1.2.3.4/x'])
    assert.equal(parsePrefix(text), undefined, text);
});

test('prefixSet() agrees with net.BlockList on random prefixes and addresses', () => {
  const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
  const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(v4, v6), { maxLength: 20 }),
      fc.array(fc.oneof(fc.ipV4(), fc.ipV6())),
      (rules, hosts) => {
        // One list a family: to BlockList ::/0 holds IPv4 hosts too.
        const lists = { 4: new BlockList(), 6: new BlockList() };
        const familyOf = (text: string): 4 | 6 => (isIP(text) === 4 ? 4 : 6);
        const prefixes = rules.flatMap(([base, length]) => parsePrefix(`${base}/${length}`) ?? []);
        for (const [base, length] of rules)
          lists[familyOf(base)].addSubnet(base, length, `ipv${familyOf(base)}`);
        const set = prefixSet(prefixes);
        for (const host of [...hosts, ...rules.map(([base]) => base)]) {
          const address = parseAddress(host);
          // A mapped address is the IPv4 host to us and to BlockList two things: left out here, tested above.
          if (address === undefined || (host.includes(':') && isIP(formatAddress(address)) === 4)) continue;
          assert.equal(set.has(address), lists[familyOf(host)].check(host, `ipv${familyOf(host)}`), host);
        }
      },
    ),
  );
});

test('maskAddress() keeps the leading bits only', () => {
  assert.deepEqual(
    maskAddress([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], 65),
    [0xffffffff, 0xffffffff, 0x80000000, 0],
  );
});
