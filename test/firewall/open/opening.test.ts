import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { multiportLists } from '../../../src/firewall/open/opening.ts';
import { portsOf, rangesOf } from '../../../src/net/ports.ts';

const anyPorts = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 60 })), {
    maxLength: 300,
  })
  .map(ports => ports.sort((a, b) => a - b));

test('multiportLists() holds every port once, in rules of at most 15 slots', () => {
  fc.assert(
    fc.property(anyPorts, ports => {
      const lists = multiportLists(rangesOf(ports));
      assert.deepEqual(
        lists.flatMap(list => portsOf(list.replaceAll(':', '-'))),
        ports,
      );
      for (const list of lists) assert.ok(list.split(/[,:]/).length <= 15, list);
    }),
  );
});

test('multiportLists() fills a rule, and counts a range as two', () => {
  const single = Array.from({ length: 16 }, (_, i) => [2 * i + 1, 2 * i + 1] as const);
  assert.deepEqual(
    multiportLists(single).map(list => list.split(',').length),
    [15, 1],
  );
  const ranges = Array.from({ length: 8 }, (_, i) => [10 * i + 1, 10 * i + 5] as const);
  assert.deepEqual(
    multiportLists(ranges).map(list => list.split(',').length),
    [7, 1],
  );
  assert.deepEqual(multiportLists([]), []);
});
