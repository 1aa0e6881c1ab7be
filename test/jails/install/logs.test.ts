import assert from 'node:assert/strict';
import { chownSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLog } from '../../../src/jails/install/logs.ts';
import { startChanges } from '../../../src/jails/write/changes.ts';
import { handFolder } from '../../../src/util/files/change.ts';
import { temporaryFolder } from '../fixtures.ts';

const skip = process.getuid?.() !== 0 && 'needs root to give files away';
const rights = (path: string): string => {
  const { uid, gid, mode } = statSync(path);
  return `${uid}:${gid} ${(mode & 0o7777).toString(8)}`;
};

test('createLog() gives the log and the folders it made to the user, readable by adm', { skip }, () => {
  const root = temporaryFolder();
  assert.equal(createLog(join(root, 'a/log'), 'nobody', startChanges()), true);
  assert.equal(rights(join(root, 'a/log')), '65534:4 640');
  assert.equal(rights(join(root, 'a')), '65534:4 2750');
  assert.deepEqual(readdirSync(join(root, 'a')), ['log']);
  assert.equal(createLog(join(root, 'a/log'), '', startChanges()), false, 'an existing one stays');
  assert.equal(rights(join(root, 'a/log')), '65534:4 640');
});

test('createLog() is undone with the folders that it made', { skip }, () => {
  const root = temporaryFolder();
  const changes = startChanges();
  createLog(join(root, 'a/b/log'), 'nobody', changes);
  changes.undo();
  assert.deepEqual(readdirSync(root), []);
});

test('createLog() gives nothing away that a link leads to', { skip }, () => {
  const root = temporaryFolder();
  const secret = join(root, 'shadow');
  writeFileSync(secret, 'secret', { mode: 0o600 });
  mkdirSync(join(root, 'log'));
  chownSync(join(root, 'log'), 65534, 65534);
  symlinkSync(secret, join(root, `log/.portsentry.log.${process.pid}`));
  assert.throws(() => createLog(join(root, 'log/portsentry.log'), 'nobody', startChanges()), /EEXIST/);
  for (const target of ['nowhere', 'shadow']) {
    symlinkSync(join(root, target), join(root, `log/${target}`));
    assert.throws(() => createLog(join(root, `log/${target}`), 'nobody', startChanges()), /is a link/);
  }
  // A folder that is a link of theirs.
  symlinkSync(root, join(root, 'log/folder'));
  assert.throws(
    () => createLog(join(root, 'log/folder/new/log'), 'nobody', startChanges()),
    /is a link that others/,
  );
  assert.ok(!existsSync(join(root, 'nowhere')) && !existsSync(join(root, 'new')));
  symlinkSync(root, join(root, 'link'));
  assert.throws(() => handFolder(join(root, 'link'), 0o777, [65534, 65534]), /ENOTDIR|ELOOP/);
  assert.equal(rights(secret), '0:0 600');
  assert.equal(rights(root), '0:0 700');
});
