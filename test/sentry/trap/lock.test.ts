import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { namespaceInode } from '../../../src/sentry/trap/kernel/namespace.ts';
import { lockNamespace } from '../../../src/sentry/trap/lock.ts';

function withFolder(body: (folder: string, lock: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-lock-'));
  try {
    body(folder, join(folder, `netns-${namespaceInode()}.lock`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('lockNamespace() keeps a second one out, with the pid of the first, until that is gone', () =>
  withFolder((folder, lock) => {
    const { release } = lockNamespace(join(folder, 'new'));
    assert.throws(() => lockNamespace(join(folder, 'new')), {
      name: 'WorkError',
      message: new RegExp(`as process ${process.pid}: end that one`),
    });
    release();
    lockNamespace(join(folder, 'new')).release();
    assert.equal(statSync(join(folder, 'new')).mode & 0o022, 0);
    assert.equal(statSync(lock.replace(folder, join(folder, 'new'))).mode & 0o777, 0o600);
  }));

test('lockNamespace() writes no pid twice over', () =>
  withFolder((folder, lock) => {
    writeFileSync(lock, '123456789012345\n', { mode: 0o600 });
    const { release } = lockNamespace(folder);
    assert.throws(() => lockNamespace(folder), { message: new RegExp(`process ${process.pid}:`) });
    release();
  }));

test('lockNamespace() refuses what others could lock or replace', () =>
  withFolder((folder, lock) => {
    chmodSync(folder, 0o777);
    assert.throws(() => lockNamespace(folder), { message: /mode 777: who can write there/ });
    chmodSync(folder, 0o1777);
    assert.throws(() => lockNamespace(folder), { message: /mode 1777/ });
    chmodSync(folder, 0o755);
    writeFileSync(lock, '', { mode: 0o600 });
    chmodSync(lock, 0o666);
    assert.throws(() => lockNamespace(folder), { message: /netns-\d+\.lock belongs .* mode 666/ });
    rmSync(lock);
    symlinkSync('elsewhere', lock);
    assert.throws(() => lockNamespace(folder), { message: /ELOOP/ });
    assert.deepEqual(readdirSync(folder).length, 1);
    writeFileSync(join(folder, 'file'), '');
    assert.throws(() => lockNamespace(join(folder, 'file/folder')), {
      name: 'WorkError',
      message: /no lock/,
    });
    mkdirSync(join(folder, 'more'));
  }));
