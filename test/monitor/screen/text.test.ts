import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spark } from '../../../src/monitor/screen/spark.ts';
import { apart, column, cut, piece, wrapped } from '../../../src/monitor/screen/text.ts';

test('cut() leaves nothing that a terminal obeys, and no more columns than there are', () => {
  const anything = fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 5 });
  fc.assert(
    fc.property(anything, fc.nat(60), (texts, width) => {
      const text = cut(
        texts.map(one => piece(one)),
        width,
      )
        .map(one => one.text)
        .join('');
      assert.match(text, /^[ -~▁-█]*$/);
      assert.ok(text.length <= width);
    }),
  );
  assert.deepEqual(cut([piece('a\u001b[2J\u009b\u202e☃b')], 20), [piece('a?[2J???b')]);
});

test('apart() keeps the right end, and cuts the left one', () => {
  const text = (width: number): string =>
    apart([piece('left side')], [piece('right')], width)
      .map(one => one.text)
      .join('');
  assert.equal(text(20), 'left side      right');
  assert.equal(text(10), 'left right');
});

test('column() says what was cut', () => {
  assert.equal(column('abc', 5), 'abc  ');
  assert.equal(column('abcdef', 5), 'abcd~');
});

test('wrapped() loses no word, and breaks one that is too long', () => {
  assert.deepEqual(wrapped('one two three', 8), ['one two', 'three']);
  assert.deepEqual(wrapped('abcdefghij k', 4), ['abcd', 'efgh', 'ij k']);
  assert.deepEqual(wrapped('', 4), []);
  fc.assert(
    fc.property(fc.lorem({ maxCount: 40 }), fc.integer({ min: 1, max: 30 }), (text, width) => {
      const lines = wrapped(text, width);
      assert.ok(lines.every(line => line.length <= width));
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    }),
  );
});

test('spark() draws the highest bar for the most, the lowest for few, and nothing for none', () => {
  assert.equal(spark([0, 1, 8, 16], true), ' ▁▄█');
  assert.equal(spark([0, 1, 8, 16], false), ' .=@');
  assert.equal(spark([1, 1000], true), '▁█');
  assert.equal(spark([0, 0], true), '  ');
});
