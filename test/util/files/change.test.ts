import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readIfThere } from '../../../src/util/files/change.ts';
import { temporaryFolder } from '../../jails/fixtures.ts';

test('readIfThere() reads a file, knows a missing one, and names what is none with the fix', () => {
  const root = temporaryFolder();
  const path = join(root, 'file');
  assert.equal(readIfThere(path), undefined);
  assert.equal(readIfThere(join(path, 'below')), undefined);
  execFileSync('mkfifo', [path]);
  assert.equal(
    messageOf(path),
    `${path} is a pipe (FIFO), and no file: remove it, and put the file itself in its place`,
  );
  mkdirSync(join(root, 'folder'));
  assert.match(messageOf(join(root, 'folder')), /folder is a directory, and no file/);
  writeFileSync(join(root, 'text'), 'text');
  assert.equal(readIfThere(join(root, 'text')), 'text');
  assert.equal(readIfThere(join(root, 'text/below')), undefined);
});

function messageOf(path: string): string {
  try {
    return `read ${readIfThere(path)}`;
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'WorkError');
    return error.message;
  }
}
