import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openWriter } from '../../src/log/writer.ts';
import { UsageError } from '../../src/util/errors.ts';

const directory = (): string => mkdtempSync(join(tmpdir(), 'portjail-'));
const read = (path: string): string => readFileSync(path, 'utf8');

test('openWriter() creates the file 0640, whatever the umask, with its directory before anything is written', t => {
  const path = join(directory(), 'a/b/portsentry.log');
  const before = process.umask(0o077);
  t.after(() => process.umask(before));
  const writer = openWriter(path);
  assert.equal(statSync(path).mode & 0o777, 0o640);
  assert.equal(read(path), '');
  writer.close();
});

test('write() appends to what is there, a line at a time', () => {
  const path = join(directory(), 'log');
  writeFileSync(path, 'old\n');
  const writer = openWriter(path);
  writer.write('one');
  assert.equal(read(path), 'old\none\n');
  writer.write('two');
  writer.close();
  assert.equal(read(path), 'old\none\ntwo\n');
});

test('write() follows the name when the file was renamed away or deleted', () => {
  const path = join(directory(), 'log');
  const writer = openWriter(path);
  writer.write('one');
  renameSync(path, `${path}.1`);
  writer.write('two');
  rmSync(path);
  writer.tend();
  assert.equal(read(path), '', 'tend() makes it again, so that Fail2ban can start');
  writer.write('three');
  writer.close();
  assert.deepEqual([read(`${path}.1`), read(path)], ['one\n', 'three\n']);
});

const again = (lines: number): string => `again ${lines}`;

test('write() writes the last ban-grade lines again into the file that took the place of theirs', () => {
  const path = join(directory(), 'log');
  const writer = openWriter(path, again);
  writer.write('ban 1', 'ban');
  writer.write('observation');
  writer.write('ban 2', 'ban');
  renameSync(path, `${path}.1`);
  writer.write('ban 3', 'ban');
  assert.equal(read(path), 'again 2\nban 1\nban 2\nban 3\n');
  renameSync(path, `${path}.2`);
  writeFileSync(path, '');
  writer.tend();
  assert.equal(read(path), 'again 3\nban 1\nban 2\nban 3\n');
  writer.close();
  assert.equal(read(`${path}.1`), 'ban 1\nobservation\nban 2\n');
});

test('reopen() does so at once, and not where the file is the same', () => {
  const path = join(directory(), 'log');
  const writer = openWriter(path, again);
  writer.write('ban', 'ban');
  writer.reopen();
  assert.equal(read(path), 'ban\n');
  renameSync(path, `${path}.1`);
  writer.reopen();
  assert.equal(read(path), 'again 1\nban\n');
  writer.close();
});

test('openWriter() notices a rotation by itself while lines may be unread, and makes no file in its way', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const path = join(directory(), 'log');
  const writer = openWriter(path, again);
  writer.write('ban', 'ban');
  renameSync(path, `${path}.1`);
  t.mock.timers.tick(1_000);
  assert.ok(!existsSync(path));
  writeFileSync(path, '');
  t.mock.timers.tick(1_000);
  assert.equal(read(path), 'again 1\nban\n');
  writer.close();
});

test('write() writes them again where the file was deleted too, whose number the next one must not get', () => {
  const path = join(directory(), 'log');
  const writer = openWriter(path, again);
  writer.write('ban', 'ban');
  rmSync(path);
  writer.tend();
  assert.equal(read(path), 'again 1\nban\n');
  writer.close();
});

test('write() says nothing of lines again where only observations were written', () => {
  const path = join(directory(), 'log');
  const writer = openWriter(path, again);
  writer.write('observation');
  renameSync(path, `${path}.1`);
  writer.tend();
  writer.close();
  assert.equal(read(path), '');
});

test('write() keeps what is to be written again while the file cannot be made', () => {
  const path = join(directory(), 'log');
  const writer = openWriter(path, again);
  writer.write('ban 1', 'ban');
  renameSync(path, `${path}.1`);
  mkdirSync(path);
  writer.write('ban 2', 'ban');
  rmdirSync(path);
  writer.tend();
  writer.close();
  assert.equal(read(path), 'again 1\nban 1\nban 2\n');
});

test('write() follows no link that takes the place of the log, and loses no line to it', () => {
  const top = directory();
  const path = join(top, 'log');
  writeFileSync(join(top, 'secret'), 'secret\n');
  const writer = openWriter(path);
  renameSync(path, `${path}.1`);
  symlinkSync(join(top, 'secret'), path);
  writer.write('one');
  writer.reopen();
  assert.equal(read(join(top, 'secret')), 'secret\n');
  rmSync(path);
  writer.tend();
  writer.close();
  assert.equal(read(path), 'one\n');
});

test('write() keeps lines while the directory cannot be made and writes them after', () => {
  const top = directory();
  const path = join(top, 'log/portsentry.log');
  const writer = openWriter(path);
  rmSync(join(top, 'log'), { recursive: true });
  writeFileSync(join(top, 'log'), 'a file in the way');
  for (let i = 0; i < 1100; i++) writer.write(`line ${i}`);
  assert.equal(writer.lost, 100);
  rmSync(join(top, 'log'));
  writer.tend();
  writer.write('last');
  writer.close();
  const lines = read(path).trimEnd().split('\n');
  assert.deepEqual([lines.length, lines[0], lines.at(-1)], [1001, 'line 100', 'last']);
});

test('openWriter() begins a line of its own behind one that a crash has torn', () => {
  const path = join(directory(), 'log');
  writeFileSync(path, 'whole\nhalf a li');
  const writer = openWriter(path);
  writer.write('one');
  writer.reopen();
  writer.write('two');
  writer.close();
  assert.equal(read(path), 'whole\nhalf a li\none\ntwo\n');
});

test('openWriter() refuses a directory, a device and a file in the way, each with a fix', () => {
  const top = directory();
  assert.throws(() => openWriter(top), UsageError);
  assert.throws(() => openWriter('/dev/null'), /no regular file.*--log/);
  writeFileSync(join(top, 'file'), '');
  assert.throws(() => openWriter(join(top, 'file/log')), /cannot write the log .*(EEXIST|ENOTDIR).*--log/);
});

test('write() survives a full disk and ends a torn line before the next', {
  skip: process.getuid?.() !== 0 && 'needs root for a small tmpfs',
}, () => {
  const top = directory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', top]);
  try {
    const path = join(top, 'log');
    const writer = openWriter(path);
    writer.write('first');
    mkdirSync(join(top, 'x'));
    for (let i = 0; i < 3; i++) writer.write(`${i}${'-'.repeat(3999)}`);
    writer.reopen();
    const before = read(path);
    assert.ok(before.startsWith('first\n'));
    execFileSync('mount', ['-o', 'remount,size=64k', top]);
    writer.tend();
    writer.close();
    assert.equal(writer.lost, 0);
    const lines = read(path).split('\n');
    assert.deepEqual(
      lines.map(line => [line[0], line.length]),
      [
        ['f', 5],
        ['0', 4000],
        ['1', 4000],
        ['2', 4000],
        [undefined, 0],
      ],
      'no line is lost, doubled or torn',
    );
    chmodSync(path, 0o600);
  } finally {
    execFileSync('umount', [top]);
  }
});

test('write() begins a line anew that a full disk has torn, when the file was rotated before its end', {
  skip: process.getuid?.() !== 0 && 'needs root for a small tmpfs',
}, () => {
  const top = directory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', top]);
  try {
    const path = join(top, 'log');
    const writer = openWriter(path);
    writer.write('a'.repeat(3000));
    writer.write('b'.repeat(3000));
    assert.match(read(path), /b$/, 'torn');
    renameSync(path, `${path}.1`);
    execFileSync('mount', ['-o', 'remount,size=64k', top]);
    writer.tend();
    writer.close();
    assert.equal(read(path), `${'b'.repeat(3000)}\n`);
  } finally {
    execFileSync('umount', [top]);
  }
});

test('write() keeps the line that a full disk has torn when too many wait, and gives up those behind it', {
  skip: process.getuid?.() !== 0 && 'needs root for a small tmpfs',
}, () => {
  const top = directory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', top]);
  try {
    const path = join(top, 'log');
    const writer = openWriter(path);
    writer.write('a'.repeat(3000));
    writer.write('b'.repeat(3000));
    for (let i = 0; i < 1050; i++) writer.write(`line ${i}`);
    assert.equal(writer.lost, 51);
    // Begun anew, the torn line is written as what waits, not as what is left of it.
    renameSync(path, `${path}.1`);
    execFileSync('mount', ['-o', 'remount,size=64k', top]);
    writer.tend();
    writer.close();
    const lines = read(path).trimEnd().split('\n');
    assert.deepEqual(
      [lines.length, lines[0], lines[1], lines.at(-1)],
      [1000, 'b'.repeat(3000), 'line 51', 'line 1049'],
    );
  } finally {
    execFileSync('umount', [top]);
  }
});
