import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { groupsOf } from './groups.ts';

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'portjail-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

test('groupsOf() has each file run once, the files of a folder in one process', t => {
  const root = folderWith(t, { 'a/x.js': '', 'a/y.js': '', 'a/b/z.js': '', 'w.js': '' });
  const groups = groupsOf(root, ['a/b/z.js', 'a/x.js', 'a/y.js', 'w.js']);
  const ran = groups.map(({ name, text }) => [name, [...text.matchAll(/(\w)\.js'/g)].map(([, of]) => of)]);
  assert.deepEqual(ran, [
    ['a-b-tests', ['z']],
    ['a-tests', ['x', 'y']],
    ['tests', ['w']],
  ]);
});

test('groupsOf() has a file that changes or measures its process run alone', t => {
  const alone = [
    "process.env['TZ'] = 'UTC'",
    'process.umask(0)',
    "process.once('exit', end)",
    'mock.timers.enable()',
    'process.memoryUsage()',
    "readdirSync('/proc/self/fd')",
  ];
  const names = alone.map((_, at) => `a/${at}.js`);
  const root = folderWith(t, {
    'a/x.js': 'const processing = 1',
    ...Object.fromEntries(names.map((name, at) => [name, alone[at] ?? ''])),
  });
  const groups = groupsOf(root, [...names, 'a/x.js']);
  assert.deepEqual(
    groups.map(({ name }) => name),
    [...names.map(name => name.replace('/', '-')), 'a-tests'],
  );
});
