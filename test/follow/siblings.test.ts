import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Siblings, siblingsOf } from '../../src/follow/siblings.ts';
import { directory } from '../commands/program.ts';

function folderWith(names: Record<string, number>): string {
  const folder = directory();
  for (const [name, age] of Object.entries(names)) {
    writeFileSync(join(folder, name), 'x');
    utimesSync(join(folder, name), 1e9 - age, 1e9 - age);
  }
  return folder;
}

const names = ({ readable, others }: Siblings): string[][] =>
  [readable, others].map(files => files.map(({ path }) => path.replace(/^.*\//, '')));

test('siblingsOf() has the rotated files of a log oldest first, by any scheme of names, and no other file', async () => {
  const folder = folderWith({
    'a.log': 0,
    'a.log.1': 10,
    'a.log.2.gz': 20,
    'a.log-20010908': 30,
    'a.log-20010907.gz': 40,
    'a.log-20010906-1799999999': 50,
    'a.log.3.xz': 60,
    'a.log.4.zst': 70,
    'a.log-20010905.bz2': 80,
    'a.log.lock': 5,
    'a.log.bak': 5,
    'a.log.1.gz.tmp': 5,
    'ba.log.1': 5,
  });
  const found = await siblingsOf(join(folder, 'a.log'), undefined);
  assert.deepEqual(names(found), [
    ['a.log-20010906-1799999999', 'a.log-20010907.gz', 'a.log-20010908', 'a.log.2.gz', 'a.log.1'],
    ['a.log-20010905.bz2', 'a.log.4.zst', 'a.log.3.xz'],
  ]);
  assert.match(found.others[0]?.error.message ?? '', /^only plain files and \.gz are read$/);
});

test('siblingsOf() finds those that logrotate has moved to another folder', async () => {
  const [folder, old] = [folderWith({ 'a.log': 0, 'a.log.1': 10 }), folderWith({ 'a.log.2.gz': 20, b: 1 })];
  assert.deepEqual(names(await siblingsOf(join(folder, 'a.log'), old)), [['a.log.2.gz', 'a.log.1'], []]);
  assert.deepEqual(names(await siblingsOf(join(folder, 'a.log'), join(old, 'none'))), [['a.log.1'], []]);
});

test('siblingsOf() names a folder of rotated files that it cannot look into', async () => {
  const [folder, old] = [folderWith({ 'a.log': 0 }), join(folderWith({ old: 3 }), 'old')];
  const { others } = await siblingsOf(join(folder, 'a.log'), old);
  assert.deepEqual(
    others.map(({ path, written, error }) => [path, written, error.message.slice(0, 7)]),
    [[old, 1e12 - 3000, 'ENOTDIR']],
  );
});

test('siblingsOf() says when a folder has more of them than anybody rotates', async () => {
  const many = Array.from({ length: 1001 }, (_, at) => [`a.log.${at + 1}`, at] as const);
  const { readable, others } = await siblingsOf(
    join(folderWith(Object.fromEntries(many)), 'a.log'),
    undefined,
  );
  assert.equal(readable.length, 1000);
  assert.match(others[0]?.error.message ?? '', /^there are more than 1000 files of that name/);
});
