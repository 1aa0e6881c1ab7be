import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openPlain, type Way, withPlain } from '../../../src/util/files/plain-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
const file = join(folder, 'file');
writeFileSync(file, 'text');
symlinkSync(file, join(folder, 'link'));

/** Why a path is not opened. */
function why(path: string, way?: Way): string {
  try {
    closeSync(openPlain(path, way));
    return 'opened';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

test('openPlain() opens a file, and through a link', () => {
  assert.equal(why(file), 'opened');
  assert.equal(why(join(folder, 'link')), 'opened');
});

test('openPlain() refuses whatever is no file, waits for nobody, and says how to fix it', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  assert.match(why(join(folder, 'pipe')), /^is a pipe \(FIFO\), and no file: remove it/);
  assert.match(why(folder), /^is a directory, and no file: remove it/);
  for (const device of ['/dev/zero', '/dev/null']) assert.match(why(device), /^is a device, and no file/);
  symlinkSync('/dev/zero', join(folder, 'zero'));
  assert.match(why(join(folder, 'zero')), /^is a device/);
  const server = createServer().listen(join(folder, 'socket'));
  await new Promise(resolve => server.once('listening', resolve));
  assert.match(why(join(folder, 'socket')), /^is a socket, and no file/);
  server.close();
});

test('openPlain() follows no link where it is told not to', () => {
  assert.match(
    why(join(folder, 'link'), { links: 'none' }),
    /^is a link, which is not followed here: remove it/,
  );
  assert.equal(why(file, { links: 'none' }), 'opened');
});

test('openPlain() takes a pipe where one will do', () => {
  assert.equal(why(join(folder, 'pipe'), { pipes: true }), 'opened');
});

const skip = process.getuid?.() !== 0 && 'is not root';
test("openPlain() follows a guarded link in root's folder or ours alone", { skip }, () => {
  for (const [name, uid, mode] of [
    ['theirs', 65_534, 0o755],
    ['everybodys', 0, 0o777],
    ['adms', 0, 0o775],
  ] as const) {
    mkdirSync(join(folder, name));
    symlinkSync(file, join(folder, name, 'link'));
    writeFileSync(join(folder, name, 'file'), '');
    lchownSync(join(folder, name), uid, uid);
    chmodSync(join(folder, name), mode);
    assert.match(why(join(folder, name, 'link'), { links: 'guarded' }), /^is a link/, name);
    assert.equal(why(join(folder, name, 'file'), { links: 'guarded' }), 'opened');
  }
  assert.equal(why(join(folder, 'link'), { links: 'guarded' }), 'opened');
});

test('withPlain() closes what it has opened, whatever happens', () => {
  const fds: number[] = [];
  const read = (fd: number): never => {
    fds.push(fd);
    throw new Error('planted');
  };
  assert.throws(() => withPlain(file, {}, read), /planted/);
  assert.throws(() => closeSync(fds[0] ?? -1), { code: 'EBADF' });
});
