import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { picture } from '../layers.ts';
import { blocksIn, page } from './pages.ts';

const contributing = page('CONTRIBUTING.md');

test('CONTRIBUTING.md has the picture of the rooms that "make rooms" prints', () => {
  assert.ok(blocksIn(contributing).includes(picture('src').trimEnd()), picture('src'));
});

test('CONTRIBUTING.md names only files that exist on the way of a probe', () => {
  const way = blocksIn(contributing).find(block => block.startsWith('a packet or a connection')) ?? '';
  const named = way.match(/\bsrc\/[\w./-]*[\w/]/g) ?? [];
  assert.ok(named.length > 8, way);
  for (const path of named) assert.ok(existsSync(path), path);
});

test('CONTRIBUTING.md has a recipe for each of what is changed most, with the files to touch', () => {
  const [, recipes = ''] = /^## Recipes\n(.*?)^## /ms.exec(contributing) ?? [];
  const [, ...parts] = recipes.split(/^(?=\*\*)/m);
  assert.ok(parts.length >= 10);
  for (const recipe of parts) {
    assert.ok(recipe.trimEnd().split('\n').length <= 10, recipe);
    assert.ok((recipe.match(/`src\//g) ?? []).length >= 2, recipe);
  }
});
