import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { didYouMean, editDistance, nearest } from '../../src/util/suggest.ts';

test('nearest() finds what was misspelt and nothing far off', () => {
  for (const [word, found] of [
    ['upd', 'udp'],
    ['stelth', 'stealth'],
    ['INTERFACES', 'interfaces'],
    ['interface', 'interfaces'],
    ['kangaroo', undefined],
    ['', undefined],
  ] as const)
    assert.equal(nearest(word, ['udp', 'tcp', 'stealth', 'interfaces']), found, word);
});

test('didYouMean() says nothing without a guess', () => {
  assert.equal(didYouMean('tpc', ['tcp']), '; did you mean "tcp"?');
  assert.equal(didYouMean('zzz', ['tcp']), '');
});

test('editDistance() is a distance', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(editDistance(a, a), 0);
      assert.equal(editDistance(a, b), editDistance(b, a));
      assert.ok(editDistance(a, b) >= Math.abs(a.length - b.length));
      assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
    }),
  );
});

test('editDistance() does not work on words of any length', () => {
  assert.equal(editDistance('x'.repeat(100_000), 'tcp'), Number.POSITIVE_INFINITY);
});
