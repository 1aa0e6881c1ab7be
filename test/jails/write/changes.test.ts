import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startChanges } from '../../../src/jails/write/changes.ts';
import { temporaryFolder } from '../fixtures.ts';

const skip = process.getuid?.() !== 0 && 'needs root to give files away';
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

test('undo() puts back a link as a link, with what it leads to as it was, and the owner of a file', {
  skip,
}, () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'target'), 'theirs');
  for (const [name, target] of [
    ['live', 'target'],
    ['dead', 'nowhere'],
    ['loop', 'loop'],
  ] as const)
    symlinkSync(target, join(root, name));
  writeFileSync(join(root, 'owned'), 'before');
  chownSync(join(root, 'owned'), 65_534, 65_534);
  const { write, remove, link, undo } = startChanges();
  for (const name of ['live', 'dead', 'loop', 'owned']) write(join(root, name), 'ours');
  remove(join(root, 'dead'));
  link(join(root, 'owned'), 'elsewhere');
  assert.equal(readFileSync(join(root, 'live'), 'utf8'), 'ours');
  assert.equal(readlinkSync(join(root, 'owned')), 'elsewhere');
  undo();
  assert.deepEqual(
    ['live', 'dead', 'loop'].map(name => readlinkSync(join(root, name))),
    ['target', 'nowhere', 'loop'],
  );
  assert.equal(readFileSync(join(root, 'target'), 'utf8'), 'theirs');
  assert.equal(readFileSync(join(root, 'owned'), 'utf8'), 'before');
  assert.equal(statSync(join(root, 'owned')).uid, 65_534);
});
