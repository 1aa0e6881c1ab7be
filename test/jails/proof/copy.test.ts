import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyConfig } from '../../../src/jails/proof/copy.ts';
import { temporaryFolder } from '../fixtures.ts';

const root = temporaryFolder();
const fresh = (): string => mkdtempSync(join(root, 'config-'));

/** A configuration with these in it, and where it is to be copied to. */
function config(fill: (folder: string) => void = () => {}): { from: string; to: string } {
  const [from, to] = [fresh(), fresh()];
  for (const name of ['jail.d', 'filter.d']) mkdirSync(join(from, name));
  writeFileSync(join(from, 'jail.conf'), '[DEFAULT]\n');
  writeFileSync(join(from, 'jail.d/a.conf'), '[a]\n');
  fill(from);
  return { from, to };
}

/** What was copied beside that. */
function copied(fill: (folder: string) => void): string[] {
  const { from, to } = config(fill);
  copyConfig(from, to);
  const usual = ['jail.d', 'filter.d', 'jail.conf', 'jail.d/a.conf'];
  const names = readdirSync(to, { recursive: true, encoding: 'utf8' });
  assert.ok(usual.every(name => names.includes(name)));
  return names.filter(name => !usual.includes(name)).sort();
}

const mkfifo = (path: string): unknown => execFileSync('mkfifo', [path]);

test('copyConfig() copies files and folders, and scripts as such, readable by us alone', () => {
  const { from, to } = config(folder => {
    writeFileSync(join(folder, 'filter.d/script'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(folder, 'jail.local'), 'secret', { mode: 0o444 });
  });
  copyConfig(from, to);
  assert.equal(readFileSync(join(to, 'jail.d/a.conf'), 'utf8'), '[a]\n');
  const modes = ['filter.d', 'filter.d/script', 'jail.local'].map(
    name => statSync(join(to, name)).mode & 0o777,
  );
  assert.deepEqual(modes, [0o700, 0o700, 0o600]);
});

test('copyConfig() leaves out pipes, sockets and devices, which Fail2ban does not mind', async () => {
  const server = createServer();
  const names = copied(folder => {
    mkfifo(join(folder, 'pipe'));
    mkfifo(join(folder, 'filter.d/unused.conf'));
    symlinkSync('/dev/zero', join(folder, 'endless'));
    server.listen(join(folder, 'jail.d/socket.conf'));
    assert.ok(existsSync(join(folder, 'jail.d/socket.conf')));
  });
  server.close();
  assert.deepEqual(names, []);
});

test('copyConfig() follows links as Fail2ban does, and none that leads nowhere or in circles', () => {
  const elsewhere = fresh();
  mkdirSync(join(elsewhere, 'below'));
  writeFileSync(join(elsewhere, 'below/b.conf'), '');
  const names = copied(folder => {
    symlinkSync(elsewhere, join(folder, 'site'));
    symlinkSync('jail.conf', join(folder, 'same.conf'));
    symlinkSync('/dev/null', join(folder, 'jail.d/off.conf'));
    symlinkSync('nowhere', join(folder, 'dead.local'));
    symlinkSync('loop.conf', join(folder, 'jail.d/loop.conf'));
    symlinkSync('..', join(folder, 'filter.d/up'));
  });
  assert.deepEqual(names, ['jail.d/off.conf', 'same.conf', 'site', 'site/below', 'site/below/b.conf']);
});

test('copyConfig() leaves out what is huge or cannot be read, and refuses it where Fail2ban would read it', () => {
  const huge = (path: string): void => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
  };
  const unreadable = (path: string): void => symlinkSync('/proc/self/mem', path);
  assert.deepEqual(
    copied(folder => {
      huge(join(folder, 'bans.db'));
      unreadable(join(folder, 'key'));
    }),
    [],
  );
  for (const [plant, why] of [
    [huge, /jail\.d\/b\.conf cannot be read: is larger than 16 MiB/],
    [unreadable, /jail\.d\/b\.conf cannot be read: EIO/],
    [mkfifo, /jail\.d\/b\.conf is no file, and Fail2ban would read it without end: remove it/],
    [(path: string) => symlinkSync('/dev/zero', path), /b\.conf is no file/],
  ] as const) {
    const { from, to } = config(folder => void plant(join(folder, 'jail.d/b.conf')));
    assert.throws(() => copyConfig(from, to), { name: 'WorkError', message: why });
  }
});

test('copyConfig() does not copy its own copy, and no folder without end', () => {
  const { from } = config();
  const to = join(from, 'tmp');
  mkdirSync(to);
  copyConfig(from, to);
  assert.deepEqual(readdirSync(to).sort(), ['filter.d', 'jail.conf', 'jail.d']);
  const { from: many } = config(folder => {
    for (let i = 0; i < 10; i++) writeFileSync(join(folder, `filter.d/${i}`), '');
  });
  assert.throws(() => copyConfig(many, fresh(), 13), /holds more than 13 files: move out/);
  copyConfig(many, fresh(), 14);
});
