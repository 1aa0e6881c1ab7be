import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrowsIn, circles, crowded, homeless, sourcesIn, wrongWays } from './layers.ts';
import { folderOf } from './support/folder-of.ts';

const arrows = arrowsIn('src');

test('layers: every file of src has a place in the list', () => {
  assert.deepEqual(homeless(sourcesIn('src')), []);
});

test('layers: no import points up or sideways', () => {
  assert.ok(arrows.some(({ from, to }) => from === 'cli.ts' && to === 'commands/index.ts'));
  assert.deepEqual(wrongWays(arrows), []);
});

test('layers: no file imports itself by way of others, not even a type', () => {
  assert.deepEqual(circles(arrows), []);
});

test('layers: no folder of src or test holds more than 16 source files', () => {
  assert.deepEqual([...crowded('src'), ...crowded('test')], []);
});

test('crowded() names a folder with more than 16 source files, whatever lies in those below it', () => {
  const files = (folder: string, count: number): [string, string][] =>
    Array.from({ length: count }, (_, at) => [`${folder}/${at}.ts`, '']);
  const root = folderOf(Object.fromEntries([...files('log', 17), ...files('log/old', 16)]));
  assert.deepEqual(crowded(root), ['log: 17']);
});

test('homeless() names a file whose room is not in the list', () => {
  const root = folderOf({ 'attic/box.ts': '', 'log/line.ts': '', 'stray.ts': '' });
  assert.deepEqual(homeless(sourcesIn(root)), ['attic/box.ts', 'stray.ts']);
});

test('wrongWays() names an import that points up or sideways, of a value, of a type, or made while it runs', () => {
  const root = folderOf({
    'pipeline.ts': `import { line } from './log/line.ts';`,
    'log/line.ts': `import { pipeline } from '../pipeline.ts';`,
    'log/stamp.ts': `import type { Probe } from '../detect/watch.ts';`,
    'net/address.ts': `export { ask } from '../sys/sock-diag.ts';`,
    'util/every.ts': `const late = await import('../cli.ts');`,
    'util/print.ts': `import { diag } from './diag.ts';`,
  });
  assert.deepEqual(wrongWays(arrowsIn(root)), [
    'log/line.ts -> pipeline.ts',
    'log/stamp.ts -> detect/watch.ts',
    'net/address.ts -> sys/sock-diag.ts',
    'util/every.ts -> cli.ts',
  ]);
});

test('circles() names a circle of two files that import each other by type alone', () => {
  const root = folderOf({
    'detect/one.ts': `import type { Two } from './two.ts';`,
    'detect/two.ts': `import type { One } from './one.ts';`,
    'detect/above.ts': `import { one } from './one.ts';`,
  });
  assert.deepEqual(circles(arrowsIn(root)), ['detect/one.ts -> detect/two.ts -> detect/one.ts']);
});

test('circles() names a circle of many files and rooms once, and one within it', () => {
  const root = folderOf({
    'commands/run.ts': `import type { Log } from '../log/line.ts';`,
    'detect/watch.ts': `import { run } from '../commands/run.ts';\nimport { own } from './own.ts';`,
    'detect/own.ts': `import { watch } from './watch.ts';`,
    'log/line.ts': `import { watch } from '../detect/watch.ts';`,
  });
  assert.deepEqual(circles(arrowsIn(root)), [
    'commands/run.ts -> log/line.ts -> detect/watch.ts -> commands/run.ts',
    'detect/own.ts -> detect/watch.ts -> detect/own.ts',
  ]);
});

test('circles() finds none where two ways lead to one file', () => {
  const root = folderOf({
    'cli.ts': `import { a } from './log/a.ts';\nimport { b } from './log/b.ts';`,
    'log/a.ts': `import { c } from './c.ts';`,
    'log/b.ts': `import { c } from './c.ts';`,
    'log/c.ts': '',
  });
  assert.deepEqual(circles(arrowsIn(root)), []);
});
