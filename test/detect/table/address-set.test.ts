import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAddressSet } from '../../../src/detect/table/address-set.ts';
import { type Address, formatAddress } from '../../../src/net/address.ts';

const address = fc.oneof(
  fc.nat(12).map((n): Address => [0, 0, 0xffff, 0xfffffff0 + n]),
  fc.nat(6).map((n): Address => [0x20010db8, 0, 0, n]),
);
const step = fc.record({ address, prefix: fc.constantFrom(0, 0, 64, 120), clears: fc.nat(40) });

test('createAddressSet() agrees with a list of texts, full and cleared', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 4, max: 20 }), (steps, capacity) => {
      const set = createAddressSet(capacity);
      const model = new Set<string>();
      for (const { address, prefix, clears } of steps) {
        if (clears === 0) {
          set.clear();
          model.clear();
        }
        const text = `${formatAddress(address)} ${prefix}`;
        if (model.size < capacity) model.add(text);
        assert.equal(set.add(address, prefix), model.has(text));
        assert.equal(set.size, model.size);
      }
    }),
  );
});
