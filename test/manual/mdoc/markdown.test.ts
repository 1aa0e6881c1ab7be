import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromMarkdown, sectionsOf } from '../../../src/manual/mdoc/markdown.ts';
import { shownLines, withMandoc } from '../shown.ts';

const shownOf = (text: string): string => shownLines(fromMarkdown(text));

test('fromMarkdown() shows paragraphs, code, links and emphasis as plain text', withMandoc, () => {
  assert.equal(
    shownOf(
      'A `--word`, a [link\nover lines](x.md#y) and **much** more.\n\n    code  here\n\n    .and here\n\nAn end.\n',
    ),
    'A --word, a link over lines and much more. code here .and here An end.',
  );
});

test(
  'fromMarkdown() makes a list of a table, and names the columns where there are more than two',
  withMandoc,
  () => {
    const two = '| field | |\n|---|---|\n| `a` | [one](x.md) |\n| `b`, `c\\|d` | two |\n';
    assert.equal(shownOf(two), 'a one b, c|d two');
    const code = '| `why=` | the source |\n|---|---|\n| `lan` | is near |\n';
    assert.equal(shownOf(code), 'Values of why= (the source): lan is near');
    const three = '| name | what | fix |\n|---|---|---|\n| `a` | it is | do |\n| `b` | none | |\n';
    assert.equal(shownOf(three), 'a what: it is fix: do b what: none');
  },
);

test('fromMarkdown() shows each item of a list', withMandoc, () => {
  assert.equal(shownOf('- one\n  goes on\n- two `x`\n'), '• one goes on • two x');
});

test('sectionsOf() parts a page at its headings', () => {
  assert.deepEqual(
    [...sectionsOf('# Title\n\nstart\n\n## One\n\na\n\n## Two b\nc\n')],
    [
      ['', '\nstart\n\n'],
      ['One', '\na\n\n'],
      ['Two b', 'c\n'],
    ],
  );
});
