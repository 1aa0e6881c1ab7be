import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { createLru } from '../../src/util/lru.ts';

test('createLru() agrees with a slow model under any mix of calls', () => {
  const call = fc.record({ key: fc.nat(12).map(String), what: fc.constantFrom('get', 'set') });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (calls, bound) => {
      const lru = createLru<string>(bound);
      let order: string[] = [];
      for (const { key, what } of calls) {
        if (what === 'get') {
          assert.equal(lru.get(key), order.includes(key) ? key : undefined);
          if (order.includes(key)) order = [...order.filter(other => other !== key), key];
        } else {
          lru.set(key, key);
          order = [...order.filter(other => other !== key), key].slice(-bound);
        }
        assert.equal(lru.size, order.length);
      }
    }),
  );
});

/** Bytes that live on the heap, garbage not counted. */
function liveBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test('get() costs no memory that stays, however often one source comes', () => {
  const lru = createLru<number>(2);
  for (const key of ['a', 'b', 'c']) lru.set(key, 1);
  const before = liveBytes();
  for (let i = 0; i < 500_000; i++) lru.get(i % 2 === 0 ? 'b' : 'c');
  const grown = liveBytes() - before;
  assert.ok(grown < 2 ** 20, `grew by ${grown} bytes`);
  assert.equal(lru.size, 2);
});
