import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Address, type Prefix, parseAddress, parsePrefix } from '../../src/net/address.ts';
import { type Lapsing, lapsingSet } from '../../src/net/lapsing-set.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';

const address = (text: string): Address => parseAddress(text) ?? assert.fail(text);
const prefix = (text: string): Prefix => parsePrefix(text) ?? assert.fail(text);
const setOf = (ends: Readonly<Record<string, number>>) =>
  lapsingSet(Object.entries(ends).map(([text, end]) => ({ prefix: prefix(text), end })));

test('lapsingSet() has an address until the moment of its end, and no longer', () => {
  const set = setOf({ '192.0.2.1': 100, '2001:db8::/64': 200 });
  for (const [text, time, expected] of [
    ['192.0.2.1', 99, true],
    ['192.0.2.1', 100, false],
    ['192.0.2.2', 0, false],
    ['2001:db8::7', 199, true],
    ['2001:db8::7', 200, false],
  ] as const)
    assert.equal(set.has(address(text), { time }), expected, `${text} ${time}`);
});

test('lapsingSet() goes by the last of several entries that hold an address', () => {
  const set = setOf({ '10.0.0.0/8': 300, '10.1.0.0/16': 100, '10.1.1.1': 200, '10.2.0.0/16': 400 });
  assert.ok(set.has(address('10.1.1.1'), { time: 299 }));
  assert.ok(!set.has(address('10.1.1.1'), { time: 300 }));
  assert.ok(set.has(address('10.2.0.1'), { time: 399 }));
  assert.ok(set.meets(prefix('10.0.0.0/7'), 399));
  assert.ok(!set.meets(prefix('10.0.0.0/7'), 400));
});

test('lapsingSet() takes ::/0 for no IPv4 host, as a prefix set does', () => {
  const set = setOf({ '::/0': 100 });
  assert.ok(!set.has(address('192.0.2.1'), { time: 0 }));
  assert.ok(!set.meets(prefix('192.0.2.0/24'), 0));
  assert.ok(set.has(address('::1'), { time: 0 }));
});

/** Prefixes close enough to nest and to meet, of both families. */
const near = fc
  .tuple(fc.nat(3), fc.nat(3), fc.integer({ min: 118, max: 128 }), fc.boolean())
  .map(([high, low, length, four]): Prefix => {
    const text = four ? `10.0.${high}.${low * 85}/${length - 96}` : `fd00::${high}0${low}/${length}`;
    return prefix(text);
  });
const entries = fc.array(fc.record({ prefix: near, end: fc.nat(5) }), { maxLength: 12 });

test('lapsingSet() says at every time what a prefix set of the entries that live then does', () => {
  fc.assert(
    fc.property(entries, near, fc.nat(6), (all: Lapsing[], asked, time) => {
      const plain = prefixSet(all.filter(({ end }) => end > time).map(one => one.prefix));
      const set = lapsingSet(all);
      assert.equal(set.has(asked.address, { time }), plain.has(asked.address));
      assert.equal(set.meets(asked, time), plain.meets(asked));
    }),
    { numRuns: 2_000 },
  );
});
