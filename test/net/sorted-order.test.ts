import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sortedOrder } from '../../src/net/sorted-order.ts';
import { atOnce } from '../../src/util/steps.ts';

const word = fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: 0, max: 0xffffffff }));

test('sortedOrder() orders rows by their first words, and keeps equal ones as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 40 }), rows => {
      const order = atOnce(sortedOrder(Uint32Array.from(rows.flat()), 3, 2));
      const expected = rows.map((row, at) => [...row.slice(0, 2), at] as [number, number, number]);
      expected.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
      assert.deepEqual(
        [...order],
        expected.map(row => row[2]),
      );
    }),
  );
});
