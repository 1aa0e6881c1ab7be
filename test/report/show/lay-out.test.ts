import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table, wrapped } from '../../../src/report/show/lay-out.ts';
import { durationText } from '../../../src/report/show/words.ts';

test('wrapped() breaks at blanks, and never a word that somebody may copy', () => {
  const path = `/${'a'.repeat(100)}`;
  assert.deepEqual(wrapped(`see ${path} now`, '  '), ['  see', `    ${path}`, '    now']);
  const lines = wrapped('word '.repeat(60).trim(), '  ');
  assert.ok(lines.every(line => line.length <= 78));
  assert.equal(lines.join(' ').replaceAll(/ +/g, ' ').trim(), 'word '.repeat(60).trim());
});

test('table() cuts the last column where a line is full, and says so', () => {
  const [, row = ''] = table(
    [{ head: 'a' }, { head: 'b', isNumber: true }, { head: 'c' }],
    [['x', '1', 'y'.repeat(100)]],
  );
  assert.equal(row.length, 78);
  assert.match(row, /^ {2}x {2}1 {2}y+\.\.\.$/);
});

test('durationText() has the unit that people would take', () => {
  assert.deepEqual([0, 59, 60, 5400, 90_000].map(durationText), [
    '0.0 s',
    '59.0 s',
    '1.0 min',
    '1.5 h',
    '1.0 d',
  ]);
});
