import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { argument, escaped, filled, literal, tagged } from '../../../src/manual/mdoc/text.ts';
import { oneLine, shownLines, withMandoc } from '../shown.ts';

/** Texts of what roff takes for its own, and of anything that can be printed. */
const texts = fc.sample(
  fc.oneof(
    fc.stringMatching(/^[!-~]{1,9}( [!-~]{1,9}){0,20}$/),
    fc
      .array(
        fc.constantFrom(
          '.',
          "'",
          '\\',
          '-',
          '"',
          'Fl',
          'x',
          '.Sh',
          '\\fB',
          'a.',
          'B',
          'ü',
          '▄',
          '~',
          '^',
          '`',
        ),
        {
          minLength: 1,
          maxLength: 20,
        },
      )
      .map(words => words.join(' ')),
  ),
  300,
);

test('filled() of an escaped text is shown as the text, whatever is in it', withMandoc, () => {
  const lines = texts.flatMap(text => ['.Pp', ...filled(escaped(text))]);
  assert.equal(shownLines(lines), oneLine(texts.join(' ')));
  for (const line of lines) assert.match(line, /^[ -~]+$/);
});

test('literal() shows a text line by line as it stands', withMandoc, () => {
  assert.equal(shownLines(literal(texts.join('\n'))), oneLine(texts.join(' ')));
});

test('argument() is one word of a macro, whatever is in it', withMandoc, () => {
  const words = texts.map(text => text.slice(0, 40).trim()).filter(text => text !== '');
  const lines = words.flatMap(word => ['.Pp', `.Ar ${argument(word)}`]);
  assert.equal(shownLines(lines), oneLine(words.join(' ')));
});

test('filled() begins a line with each sentence, and parts no name', () => {
  assert.deepEqual(filled(escaped('It is so. And "so." Not at 8 ... hits. See /etc/a.conf or --log.')), [
    'It is so.',
    'And "so."',
    'Not at 8 ... hits.',
    'See \\%/etc/a.conf or \\%\\-\\-log.',
  ]);
});

test('tagged() of nothing is nothing', () => {
  assert.deepEqual(tagged([]), []);
  assert.deepEqual(tagged([['Fl a', ['b']]]), ['.ad l', '.Bl -tag -width Ds', '.It Fl a', 'b', '.El']);
});
