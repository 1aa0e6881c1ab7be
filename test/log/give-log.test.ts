import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { giveLog } from '../../src/log/give-log.ts';

const skip = process.getuid?.() !== 0 && 'needs root to give files away';
const nobody = { name: 'nobody', uid: 65534, gid: 65534 };
const owner = (path: string): string => `${statSync(path).uid}:${statSync(path).gid}`;
const place = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'portjail-')));

test('giveLog() makes the log and gives it with its folder, and leaves both as they are then', {
  skip,
}, () => {
  const folder = join(place(), 'log');
  giveLog(join(folder, 'log'), nobody);
  assert.deepEqual([owner(folder), owner(join(folder, 'log'))], ['65534:65534', '65534:65534']);
  // As install leaves them, readable by adm.
  for (const path of [folder, join(folder, 'log')]) chownSync(path, 65534, 4);
  giveLog(join(folder, 'log'), nobody);
  assert.deepEqual([owner(folder), owner(join(folder, 'log'))], ['65534:4', '65534:4']);
});

test('giveLog() leaves a log that root has made to the group that reads it, in a folder that hands its group on', {
  skip,
}, () => {
  const folder = place();
  chownSync(folder, 0, 4);
  chmodSync(folder, 0o2750);
  giveLog(join(folder, 'log'), nobody);
  assert.deepEqual([owner(folder), owner(join(folder, 'log'))], ['65534:4', '65534:4']);
  assert.equal(statSync(folder).mode & 0o7777, 0o2750);
});

test('giveLog() keeps a folder that others use', { skip }, () => {
  const folder = place();
  writeFileSync(join(folder, 'other'), '');
  giveLog(join(folder, 'log'), nobody);
  assert.deepEqual([owner(folder), owner(join(folder, 'log'))], ['0:0', '65534:65534']);
});

test('giveLog() gives no file that has a second name, wherever it is, and none behind a link', {
  skip,
}, () => {
  const top = place();
  const secret = join(top, 'secret');
  writeFileSync(secret, 'secret');
  mkdirSync(join(top, 'theirs'));
  chownSync(join(top, 'theirs'), 65534, 65534);
  linkSync(secret, join(top, 'theirs/hard'));
  linkSync(secret, join(top, 'hard'));
  symlinkSync(secret, join(top, 'theirs/soft'));
  for (const log of ['theirs/hard', 'hard'])
    assert.throws(() => giveLog(join(top, log), nobody), /hard link/);
  assert.throws(() => giveLog(join(top, 'theirs/soft'), nobody), /is a link/);
  assert.equal(owner(secret), '0:0');
});
