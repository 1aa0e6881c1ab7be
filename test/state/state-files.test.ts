import assert from 'node:assert/strict';
import { lchownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { makeStateDirectory, stateDirectory, stateFiles } from '../../src/state/state-files.ts';

const { log } = loadConfig({ defaults: true }).config;
const other = { ...log, file: '/srv/x/ps.log' };

test('stateFiles() has a folder of its own for the default log, and stands beside any other', () => {
  assert.deepEqual(stateFiles(log, '/var/lib/portjail'), [
    '/var/lib/portjail/state',
    '/var/log/portjail/portsentry.log.state',
  ]);
  assert.deepEqual(stateFiles(other, '/var/lib/portjail'), ['/srv/x/ps.log.state']);
  assert.deepEqual(stateFiles({ ...other, target: 'journal' }, '/var/lib/portjail'), [
    '/var/lib/portjail/state',
  ]);
});

test("stateDirectory() is systemd's first folder, where it names one", () => {
  assert.equal(stateDirectory({}), '/var/lib/portjail');
  assert.equal(stateDirectory({ STATE_DIRECTORY: '/var/lib/a:/var/lib/b' }), '/var/lib/a');
  assert.equal(stateDirectory({ STATE_DIRECTORY: 'relative' }), '/var/lib/portjail');
});

const skip = process.getuid?.() !== 0 && 'is not root';
const user = { name: 'nobody', uid: 65_534, gid: 65_534 };

test('makeStateDirectory() gives the folder to the user, but none that holds more than the state', {
  skip,
}, () => {
  const home = mkdtempSync(join(tmpdir(), 'portjail-state-'));
  const path = join(home, 'state');
  makeStateDirectory(log, user, path);
  const { uid, mode } = statSync(path);
  assert.deepEqual([uid, mode & 0o027], [user.uid, 0o000]);
  makeStateDirectory(log, user, home);
  assert.equal(statSync(home).uid, user.uid, 'a folder with nothing but "state" in it');
  const other = join(home, 'other');
  mkdirSync(join(other, 'precious'), { recursive: true });
  makeStateDirectory(log, user, other);
  assert.equal(statSync(other).uid, 0);
  rmSync(home, { recursive: true });
});

test('makeStateDirectory() follows no link that others than root may have put there', { skip }, () => {
  const home = mkdtempSync(join(tmpdir(), 'portjail-state-'));
  mkdirSync(join(home, 'victim'));
  symlinkSync(join(home, 'victim'), join(home, 'link'));
  lchownSync(join(home, 'link'), user.uid, user.gid);
  makeStateDirectory(log, user, join(home, 'link'));
  assert.equal(statSync(join(home, 'victim')).uid, 0);
  rmSync(home, { recursive: true });
});

test('makeStateDirectory() makes none for another log', () => {
  const open = mkdtempSync(join(tmpdir(), 'portjail-state-'));
  makeStateDirectory(other, undefined, join(open, 'state'));
  assert.throws(() => statSync(join(open, 'state')), /ENOENT/);
  rmSync(open, { recursive: true });
});
