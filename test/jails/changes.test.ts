import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startChanges } from '../../src/jails/changes.ts';
import { temporaryFolder } from './fixtures.ts';

const mode = (path: string): number => statSync(path).mode & 0o777;

test('startChanges() writes, makes folders and removes', () => {
  const root = temporaryFolder();
  const { write, remove, folder } = startChanges();
  write(join(root, 'a/b/file'), 'text', 0o640);
  assert.equal(readFileSync(join(root, 'a/b/file'), 'utf8'), 'text');
  assert.equal(mode(join(root, 'a/b/file')), 0o640);
  assert.deepEqual(readdirSync(join(root, 'a/b')), ['file']);
  remove(join(root, 'a/b/file'));
  assert.deepEqual(readdirSync(join(root, 'a/b')), []);
  assert.deepEqual(folder(join(root, 'a/b')), []);
  assert.deepEqual(folder(join(root, 'c/d')), [join(root, 'c'), join(root, 'c/d')]);
});

test('undo() puts back every text, mode and folder', () => {
  const root = temporaryFolder();
  const kept = join(root, 'kept');
  writeFileSync(kept, 'before');
  chmodSync(kept, 0o600);
  const { write, remove, undo } = startChanges();
  write(kept, 'one');
  write(kept, 'two');
  remove(kept);
  write(join(root, 'new/folder/file'), 'text');
  undo();
  assert.equal(readFileSync(kept, 'utf8'), 'before');
  assert.equal(mode(kept), 0o600);
  assert.deepEqual(readdirSync(root), ['kept']);
});

test('undo() leaves a new folder that somebody else has put something in', () => {
  const root = temporaryFolder();
  const { write, undo } = startChanges();
  write(join(root, 'new/file'), 'text');
  writeFileSync(join(root, 'new/theirs'), '');
  undo();
  assert.ok(existsSync(join(root, 'new/theirs')) && !existsSync(join(root, 'new/file')));
});
