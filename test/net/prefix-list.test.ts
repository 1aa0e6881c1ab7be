import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPrefix, parsePrefix } from '../../src/net/address.ts';
import { prefixList } from '../../src/net/prefix-list.ts';

test('prefixList() keeps what it is given, in its order, however much that is', () => {
  const texts = Array.from({ length: 1000 }, (_, i) =>
    i % 2 === 0 ? `10.0.${i >> 8}.${i & 255}` : `fd00::${i}:0/112`,
  );
  const list = prefixList();
  for (const text of texts) list.add(parsePrefix(text) ?? assert.fail(text));
  assert.equal(list.size, texts.length);
  assert.deepEqual(Array.from(list, formatPrefix), texts);
  assert.deepEqual(list.first(3).map(formatPrefix), texts.slice(0, 3));
  assert.deepEqual(list.first(2000).length, texts.length);
});
