import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeState, encodeState } from '../../src/state/format.ts';

const parts = { boot: 'x', saved: 7, held: [{ ports: '22' }] };
const faultOf = (text: string): string => {
  const found = decodeState(text);
  return 'fault' in found ? found.fault : 'none';
};

test('decodeState() gives back what encodeState() was given, parts of a later version too', () => {
  assert.deepEqual(decodeState(encodeState(parts)), { parts });
  assert.deepEqual(decodeState(encodeState({ ...parts, sources: 'AA==' })), {
    parts: { ...parts, sources: 'AA==' },
  });
});

test('decodeState() takes no damaged text, wherever it was cut or changed', () => {
  const text = encodeState(parts);
  for (let length = 0; length < text.length; length++)
    assert.notEqual(faultOf(text.slice(0, length)), 'none', text.slice(0, length));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: text.length - 1 }),
      fc.string({ minLength: 1, maxLength: 3 }),
      (at, more) => {
        const changed = text.slice(0, at) + more + text.slice(at + more.length);
        if (changed !== text) assert.notEqual(faultOf(changed), 'none', changed);
      },
    ),
  );
});

test('decodeState() says what is wrong', () => {
  assert.equal(faultOf(''), 'is no state of portjail');
  assert.equal(faultOf('{"boot":"x"}'), 'is no state of portjail');
  assert.equal(
    faultOf(encodeState(parts).replace('state 1 ', 'state 2 ')),
    'is of version 2, and this portjail reads 1',
  );
  assert.equal(faultOf(encodeState(parts).replace('22', '23')), 'is damaged');
  // A sum that is right, of what is no record.
  const body = '[1]\n';
  const sum = createHash('sha256').update(body).digest('hex');
  assert.equal(faultOf(`portjail-state 1 ${sum}\n${body}`), 'is damaged');
});
