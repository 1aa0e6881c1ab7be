import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPlaces } from '../../../src/detect/table/places.ts';

test('createPlaces() gives each place once, and shows all that are in use, whatever comes back when', () => {
  const bound = 8;
  fc.assert(
    fc.property(fc.array(fc.nat(2 * bound), { maxLength: 100 }), steps => {
      const places = createPlaces(bound);
      const inUse = new Set<number>();
      for (const step of steps) {
        if (inUse.has(step)) places.give(step);
        if (inUse.delete(step) || inUse.size === bound) continue;
        const place = places.take();
        assert.ok(!inUse.has(place) && place >= 0 && place < bound);
        inUse.add(place);
        const seen = Array.from({ length: places.used }, (_, index) => places.at(index));
        assert.deepEqual(new Set(seen), inUse);
        assert.equal(seen.length, inUse.size);
      }
    }),
  );
});
