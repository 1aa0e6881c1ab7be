import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quotedWords } from '../../src/util/quoted-words.ts';

/** The same in one expression, which needs a stack as deep as a quoted text is long. */
const simple = (line: string): string[] => line.match(/"(?:\\.|[^"\\])*"|\S+/gs) ?? [];

test('quotedWords() agrees with one obvious expression on any line', () => {
  const odd = fc.string({ unit: fc.constantFrom('"', '\\', ' ', 'a', '\t', '-') });
  fc.assert(
    fc.property(fc.oneof(odd, fc.string()), line => {
      assert.deepEqual(quotedWords(line), simple(line));
    }),
    { numRuns: 1000 },
  );
});

test('quotedWords() takes a line of any length', () => {
  const long = 5_000_000;
  assert.equal(quotedWords(`-m "${'a'.repeat(long)}" "`).length, 3);
  assert.equal(quotedWords(`"${'\\"'.repeat(long)}"`).length, 1);
  assert.equal(quotedWords('" '.repeat(long)).length, long / 2);
});
