import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareAddresses, formatPrefix, maskAddress, type Prefix } from '../../src/net/address.ts';
import { longestMatch } from '../../src/net/longest-match.ts';

/** Few values, so that prefixes nest and meet. */
const word = fc.constantFrom(0, 1, 0x80000000, 0xffffffff, 0x0a000000, 0x0a630000);
const address = fc.tuple(word, word, word, word);
const prefix: fc.Arbitrary<Prefix> = fc
  .record({ address, length: fc.oneof(fc.constantFrom(0, 96, 104, 120, 128), fc.nat(128)) })
  .map(({ address: whole, length }) => ({ address: maskAddress(whole, length), length }));

test('longestMatch() finds what a look at every prefix finds', () => {
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(prefix, { maxLength: 30 }),
      fc.array(address, { minLength: 20 }),
      (prefixes, some) => {
        const different = [...new Map(prefixes.map(one => [formatPrefix(one), one])).values()];
        const match = longestMatch(different.map(one => [one, formatPrefix(one)] as const));
        for (const each of some) {
          const holding = different
            .filter(one => compareAddresses(maskAddress(each, one.length), one.address) === 0)
            .sort((a, b) => b.length - a.length);
          const [longest] = holding;
          if (longest !== undefined) found++;
          assert.equal(match.find(each), longest === undefined ? undefined : formatPrefix(longest));
        }
      },
    ),
    { numRuns: 2_000 },
  );
  assert.ok(found > 5_000, `${found} were found, so the agreement means something`);
});
