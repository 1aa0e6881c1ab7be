import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePython } from '../../src/fail2ban/python.ts';

test('parsePython() reads lists, dictionaries, texts in either quote, and words', () => {
  assert.deepEqual(parsePython(`['set', "it's", 1, -2.5, True, None, ['a', ()], {'b': ['c'], 'd': []}]`), [
    'set',
    "it's",
    1,
    -2.5,
    true,
    undefined,
    ['a', []],
    [
      ['b', ['c']],
      ['d', []],
    ],
  ]);
});

test('parsePython() has one zero, as Python among whole numbers', () => {
  assert.deepEqual(parsePython('[0, -0, -1]'), [0, 0, -1]);
});

test('parsePython() takes escapes back', () => {
  assert.equal(parsePython(String.raw`'^a\\d{1,2}\n\x41\u00e9\'$'`), "^a\\d{1,2}\nAé'$");
});

test('parsePython() never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({
          unit: fc.constantFrom('[', ']', '(', ')', '{', '}', "'", ',', ':', '\\', 'x', '0', ' '),
        }),
      ),
      text => {
        parsePython(text);
      },
    ),
  );
  for (const text of ['['.repeat(1_000_000), "{'a': ".repeat(100_000), `['${'a'.repeat(10_000_000)}`])
    parsePython(text);
  assert.deepEqual(parsePython(`['${'a'.repeat(10_000_000)}', 1]`), ['a'.repeat(10_000_000), 1]);
  assert.deepEqual(parsePython(`['${"\\'".repeat(9_000_000)}']`), ["'".repeat(9_000_000)]);
});
