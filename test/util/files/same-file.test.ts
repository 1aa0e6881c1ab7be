import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';

import { join } from 'node:path';
import { test } from 'node:test';
import { isSameFile } from '../../../src/util/files/same-file.ts';
import { temporaryFolder } from '../../jails/fixtures.ts';

test('isSameFile() knows a file by any path to it, there or not, and takes no other for it', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'real'));
  symlinkSync('real', join(folder, 'link'));
  const [one, other] = [join(folder, 'real/log'), join(folder, 'link/log')];
  assert.ok(isSameFile(one, other), 'not there yet');
  writeFileSync(one, '');
  assert.ok(isSameFile(one, other));
  symlinkSync('real/log', join(folder, 'log'));
  assert.ok(isSameFile(one, join(folder, 'log')));
  assert.ok(!isSameFile(one, `${other}.1`));
  assert.ok(isSameFile('/nowhere/log', '/nowhere/log') && !isSameFile('/nowhere/log', '/nowhere/other'));
});
