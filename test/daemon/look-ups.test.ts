import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { arrowsIn } from '../layers.ts';

/** Every file that one needs, by whatever way. */
function neededBy(file: string): Set<string> {
  const arrows = arrowsIn('src');
  const needed = new Set([file]);
  // A set is walked in the order in which it grows.
  for (const here of needed) for (const { from, to } of arrows) if (from === here) needed.add(to);
  return needed;
}

const asking = (files: Iterable<string>): string[] =>
  [...files].filter(file => /'node:dns(?:\/promises)?'/.test(readFileSync(join('src', file), 'utf8')));

test('the sentry has no code that looks a name up', () => {
  const sentry = neededBy('commands/run.ts');
  assert.ok(sentry.has('names/follow.ts') && sentry.size > 100);
  assert.deepEqual(asking(sentry), []);
  assert.deepEqual(asking(neededBy('commands/names.ts')), ['names/look-up.ts']);
});
