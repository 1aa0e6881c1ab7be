import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startChanges } from '../../src/jails/changes.ts';
import { changedSince, digest, formatManifest, readManifest } from '../../src/jails/manifest.ts';
import { refuseForeign } from '../../src/jails/ownership.ts';
import { temporaryFolder } from './fixtures.ts';

const root = temporaryFolder();
const path = join(root, 'file');
const manifest = { files: { [path]: digest('ours') }, folders: [root] };
const refuse = (known = manifest) => refuseForeign(new Map([[path, 'new']]), known, startChanges().write);

test('readManifest() reads back what formatManifest() wrote', () => {
  writeFileSync(join(root, 'manifest'), formatManifest(manifest));
  assert.deepEqual(readManifest(join(root, 'manifest')), manifest);
  assert.deepEqual(readManifest(join(root, 'none')), { files: {}, folders: [] });
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

test('refuseForeign() lets a missing, an equal and an unchanged file pass', () => {
  rmSync(path, { force: true });
  refuse();
  writeFileSync(path, 'new');
  refuse({ files: {}, folders: [] });
  writeFileSync(path, 'ours');
  refuse();
});

test('refuseForeign() refuses a foreign file, and a changed one with an offer beside it', () => {
  writeFileSync(path, 'theirs');
  assert.throws(() => refuse({ files: {}, folders: [] }), /not portjail's: move it away/);
  assert.ok(!existsSync(`${path}.new`));
  assert.throws(() => refuse(), /was changed since portjail wrote it/);
  assert.equal(readFileSync(`${path}.new`, 'utf8'), 'new');
  assert.equal(readFileSync(path, 'utf8'), 'theirs');
});

const packaged = '/etc/fail2ban/jail.conf';
test('refuseForeign() names the package that a file belongs to', { skip: !existsSync(packaged) }, () => {
  assert.throws(
    () => refuseForeign(new Map([[packaged, '']]), { files: {}, folders: [] }, () => {}),
    /belongs to the package fail2ban/,
  );
});
