import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFloodWatch } from '../../src/daemon/flood-watch.ts';

/** What is told when so many wait at second 0, 1, 2 ... */
function told(waiting: (second: number) => number, seconds: number): string[] {
  const said: string[] = [];
  let second = 0;
  const watch = createFloodWatch((level, text) => void said.push(`${second} ${level} ${text.slice(0, 24)}`));
  for (; second < seconds; second++) watch(waiting(second), second * 1000);
  return said;
}

test('createFloodWatch() tells when a flood begins, and when nobody has waited for a minute', () => {
  assert.deepEqual(
    told(second => ((second >= 10 && second < 20) || second === 50 ? 3 : 0), 600),
    ['10 warning a flood: more new source', '110 notice the flood of unverified '],
  );
});

test('createFloodWatch() tells of floods at most every ten minutes', () => {
  const said = told(second => (second % 100 < 10 ? 1 : 0), 3_600);
  assert.deepEqual(
    said.filter(text => text.includes('warning')).map(text => Number.parseInt(text, 10)),
    [0, 600, 1200, 1800, 2400, 3000],
  );
  assert.equal(said.length, 12, 'each is over once');
});

test('createFloodWatch() is silent while nobody waits', () => {
  assert.deepEqual(
    told(() => 0, 1000),
    [],
  );
});
