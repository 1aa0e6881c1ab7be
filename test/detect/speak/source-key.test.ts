import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceKey } from '../../../src/detect/speak/source-key.ts';
import { address } from '../helpers.ts';

test('sourceKey() tells every source and network from the others, and knows each again', () => {
  const all = [
    { source: address('192.0.2.1') },
    { source: address('192.0.2.2') },
    { source: address('192.0.2.0'), prefix: 120 },
    { source: address('192.0.2.0'), prefix: 121 },
    { source: address('::c000:201') },
    { source: address('2001:db8::1') },
    { source: address('2001:db8::'), prefix: 64 },
  ];
  assert.equal(new Set(all.map(sourceKey)).size, all.length);
  assert.deepEqual(
    all.map(({ source, ...rest }) => sourceKey({ source: [...source], ...rest })),
    all.map(sourceKey),
  );
});
