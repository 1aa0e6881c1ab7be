import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startChanges } from '../../../src/jails/write/changes.ts';
import { changedSince, digest, formatManifest, readManifest } from '../../../src/jails/write/manifest.ts';
import { refuseForeign } from '../../../src/jails/write/ownership.ts';
import { temporaryFolder } from '../fixtures.ts';

const root = temporaryFolder();
const path = join(root, 'file');
const manifest = { files: { [path]: digest('ours') }, folders: [root], links: {} };
const refuse = (known = manifest) => refuseForeign(new Map([[path, 'new']]), known, startChanges().write);

test('readManifest() reads back what formatManifest() wrote', () => {
  writeFileSync(join(root, 'manifest'), formatManifest(manifest));
  assert.deepEqual(readManifest(join(root, 'manifest')), manifest);
  assert.deepEqual(readManifest(join(root, 'none')), { files: {}, folders: [], links: {} });
});

test('readManifest() reads one of a version that knew no links', () => {
  writeFileSync(join(root, 'old'), '{"files":{"/a":"b"},"folders":[]}');
  assert.deepEqual(readManifest(join(root, 'old')), { files: { '/a': 'b' }, folders: [], links: {} });
});

test('readManifest() refuses what is none', () => {
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{"files":{}}',
    '{"files":{"a":1},"folders":[]}',
    '{"files":null,"folders":[]}',
    '{"files":{},"folders":[],"links":{"a":1}}',
    '{"files":{},"folders":[],"links":null}',
  ]) {
    writeFileSync(join(root, 'broken'), text);
    assert.throws(() => readManifest(join(root, 'broken')), { name: 'WorkError' }, text);
  }
});

test('changedSince() names changed files and no missing ones', () => {
  rmSync(path, { force: true });
  assert.deepEqual(changedSince(manifest), []);
  writeFileSync(path, 'ours');
  assert.deepEqual(changedSince(manifest), []);
  writeFileSync(path, 'theirs');
  assert.deepEqual(changedSince(manifest), [path]);
});

test('changedSince() names a file that is a link by now, wherever it leads', () => {
  writeFileSync(join(root, 'moved'), 'ours');
  for (const target of [join(root, 'moved'), 'nowhere', 'file']) {
    rmSync(path, { force: true });
    symlinkSync(target, path);
    assert.deepEqual(changedSince(manifest), [path], target);
    assert.throws(() => refuse(), /was changed since portjail wrote it/, target);
  }
  for (const name of [path, `${path}.new`]) rmSync(name);
});

test('refuseForeign() lets a link be replaced that leads nowhere, and no other one', () => {
  const none = { files: {}, folders: [], links: {} };
  for (const target of ['nowhere', 'file']) {
    symlinkSync(target, path);
    refuse(none);
    rmSync(path);
  }
  writeFileSync(join(root, 'theirs'), 'new');
  symlinkSync('theirs', path);
  assert.throws(() => refuse(none), /file is a link to theirs, which is not portjail's: move it away/);
  rmSync(path);
});

test('refuseForeign() names a folder and a pipe that are in the way', () => {
  const none = { files: {}, folders: [], links: {} };
  mkdirSync(path);
  assert.throws(() => refuse(none), {
    name: 'WorkError',
    message: `${path} is a directory: move it away, then run this again`,
  });
  rmdirSync(path);
  execFileSync('mkfifo', [path]);
  assert.throws(() => refuse(none), /file is no file: move it away/);
  rmSync(path);
});

test('refuseForeign() lets a missing, an equal and an unchanged file pass', () => {
  rmSync(path, { force: true });
  refuse();
  writeFileSync(path, 'new');
  refuse({ files: {}, folders: [], links: {} });
  writeFileSync(path, 'ours');
  refuse();
});

test('refuseForeign() refuses a foreign file, and a changed one with an offer beside it', () => {
  writeFileSync(path, 'theirs');
  assert.throws(() => refuse({ files: {}, folders: [], links: {} }), /not portjail's: move it away/);
  assert.ok(!existsSync(`${path}.new`));
  assert.throws(() => refuse(), /was changed since portjail wrote it/);
  assert.equal(readFileSync(`${path}.new`, 'utf8'), 'new');
  assert.equal(readFileSync(path, 'utf8'), 'theirs');
});

const packaged = '/etc/fail2ban/jail.conf';
test('refuseForeign() names the package that a file belongs to', { skip: !existsSync(packaged) }, () => {
  assert.throws(
    () => refuseForeign(new Map([[packaged, '']]), { files: {}, folders: [], links: {} }, () => {}),
    /belongs to the package fail2ban/,
  );
});
