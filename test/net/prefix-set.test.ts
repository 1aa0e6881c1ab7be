import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareAddresses, isIPv4, maskAddress, type Prefix, parsePrefix } from '../../src/net/address.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';

const prefix = (text: string): Prefix => parsePrefix(text) ?? assert.fail(text);
const setOf = (...texts: string[]) => prefixSet(texts.map(prefix));

test('meets() finds what a network has in common with the set, inside it or around it', () => {
  const set = setOf('2001:db8:1:2::5', '2001:db8:2::/48', '192.0.2.10');
  for (const text of ['2001:db8:1:2::/64', '2001:db8:1:2::4/127', '2001:db8:2:9::/64', '2001:db8::/32'])
    assert.ok(set.meets(prefix(text)), text);
  for (const text of ['2001:db8:1:3::/64', '2001:db8:1:2::6/127', '2001:db8:3::/64', '192.0.2.11', '::/64'])
    assert.ok(!set.meets(prefix(text)), text);
  assert.ok(set.meets(prefix('192.0.2.0/24')));
  assert.ok(!set.meets(prefix('192.0.3.0/24')));
  assert.ok(!setOf('::/0').meets(prefix('192.0.2.0/24')), 'who writes ::/0 means no IPv4 hosts');
});

// Few bits, so that prefixes meet often.
const anyPrefix = fc
  .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 96, max: 128 }), fc.boolean())
  .map(([low, length, ipv4]): Prefix => {
    const address = [ipv4 ? 0 : 0x20010db8, 0, ipv4 ? 0xffff : 0, (low << 28) >>> 0] as const;
    return { address: maskAddress(address, length), length };
  });

test('meets() says the same as a comparison with every member', () => {
  const meet = (a: Prefix, b: Prefix): boolean => {
    const bits = Math.min(a.length, b.length);
    const same = compareAddresses(maskAddress(a.address, bits), maskAddress(b.address, bits)) === 0;
    return same && isIPv4(a.address) === isIPv4(b.address);
  };
  fc.assert(
    fc.property(fc.array(anyPrefix, { maxLength: 6 }), anyPrefix, (members, asked) => {
      assert.equal(
        prefixSet(members).meets(asked),
        members.some(member => meet(member, asked)),
      );
    }),
  );
});

test('has() says the same as a comparison with every member', () => {
  fc.assert(
    fc.property(fc.array(anyPrefix, { maxLength: 12 }), anyPrefix, (members, { address }) => {
      const holds = ({ address: own, length }: Prefix): boolean =>
        compareAddresses(maskAddress(address, length), own) === 0 && isIPv4(own) === isIPv4(address);
      assert.equal(prefixSet(members).has(address), members.some(holds));
    }),
  );
});
