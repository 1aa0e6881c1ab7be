import assert from 'node:assert/strict';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { LineTail } from '../../src/follow/line-tail.ts';
import { until } from '../support/until.ts';
import { expectLines, followed, looks, start } from './fixture.ts';

test('tail() gives the lines of a file from its start, and those that follow', async t => {
  const { file, lines, problems } = start(t, { content: 'one\ntwo\n' });
  await until(() => lines.length === 2, 'the first two lines');
  appendFileSync(file, 'three\n');
  await expectLines(lines, ['one', 'two', 'three']);
  assert.deepEqual(problems, []);
});

test('tail() gives only what is new when it starts from the end', async t => {
  const { file, lines } = start(t, { from: 'end', content: 'old\n' });
  await expectLines(lines, await followed(file, lines));
});

test('tail() waits for a missing file, says so once, and reads it from its start', async t => {
  const { file, lines, problems } = start(t, { from: 'end' });
  await until(() => problems.length > 0, 'the problem');
  await looks();
  assert.deepEqual(problems, ['ENOENT']);
  writeFileSync(file, 'first\n');
  await expectLines(lines, ['first']);
  assert.deepEqual(problems, ['ENOENT']);
});

test('tail() does not take an older file for the missing one', async t => {
  const { file, lines, problems } = start(t, { file: 'b.log' });
  writeFileSync(`${file}.1`, 'older\n');
  await until(() => problems.length === 1, 'the problem');
  await looks();
  writeFileSync(file, 'newer\n');
  await expectLines(lines, ['newer']);
});

test('tail() waits for a missing directory', async t => {
  const { file, lines, problems } = start(t, { file: 'deep/er/a.log' });
  await until(() => problems.length === 1, 'the problem');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'first\n');
  await expectLines(lines, ['first']);
  assert.deepEqual(problems, ['ENOENT']);
});

test('tail() goes on when its directory is deleted and made again', async t => {
  const { file, lines } = start(t, { file: 'dir/a.log' });
  mkdirSync(dirname(file));
  writeFileSync(file, 'first\n');
  await until(() => lines.length === 1, 'the first line');
  rmSync(dirname(file), { recursive: true });
  await looks();
  mkdirSync(dirname(file));
  writeFileSync(file, 'second\n');
  await until(() => lines.length === 2, 'the second line');
  appendFileSync(file, 'third\n');
  await expectLines(lines, ['first', 'second', 'third']);
});

test('tail() holds a partial line until it is complete', async t => {
  const { file, lines } = start(t, { content: 'whole\nhal' });
  await until(() => lines.length === 1, 'the whole line');
  appendFileSync(file, 'f');
  await looks();
  assert.deepEqual(lines, ['whole']);
  appendFileSync(file, '\n');
  await expectLines(lines, ['whole', 'half']);
});

test('tail() strips the carriage return of CRLF', async t => {
  const { lines } = start(t, { content: 'a\r\n\r\nb\rc\n' });
  await expectLines(lines, ['a', '', 'b\rc']);
});

test('tail() keeps UTF-8 whole when it is written byte by byte', async t => {
  const reads = t.mock.method(LineTail.prototype, 'getLine').mock;
  const { file, lines } = start(t, { content: '' });
  for (const byte of Buffer.from('grüße 世界 🎉\n')) {
    const before = reads.callCount();
    appendFileSync(file, Buffer.from([byte]));
    await until(() => reads.callCount() > before, `the read of ${byte}`);
  }
  await expectLines(lines, ['grüße 世界 🎉']);
});

test('tail() keeps UTF-8 whole over the edges of its reads', async t => {
  const expected = Array.from({ length: 20_000 }, (_, i) => `${'é'.repeat(i % 7)}世${i}`);
  const { lines } = start(t, { content: `${expected.join('\n')}\n` });
  await expectLines(lines, expected);
});

test('tail() drops and counts a line without end, and gives the next one', async t => {
  const { file, lines, following } = start(t, { content: 'before\n' });
  const piece = Buffer.alloc(1 << 20, 'x');
  const descriptor = openSync(file, 'a');
  for (let i = 0; i < 32; i++) writeSync(descriptor, piece);
  writeSync(descriptor, '\nafter\n');
  closeSync(descriptor);
  await expectLines(lines, ['before', 'after']);
  assert.equal(following.dropped(), 1);
});

test('tail() follows no link, and reads the file that takes its place', async t => {
  const { folder, file, lines, problems } = start(t, { file: 'link.log' });
  mkdirSync(join(folder, 'elsewhere'));
  const target = join(folder, 'elsewhere', 'x');
  writeFileSync(target, 'secret\n');
  await until(() => problems.length === 1, 'the missing file');
  symlinkSync(target, file);
  await until(() => problems.length === 2, 'the link');
  assert.deepEqual(problems, ['ENOENT', 'ELOOP']);
  writeFileSync(`${file}.new`, 'one\n');
  renameSync(`${file}.new`, file);
  await expectLines(lines, ['one']);
});

test('tail() says once that a path is a directory, and reads the file that replaces it', async t => {
  const { file, lines, problems } = start(t, { file: 'd.log' });
  await until(() => problems.length === 1, 'the missing file');
  mkdirSync(file);
  await until(() => problems.length === 2, 'the directory');
  await looks();
  assert.deepEqual(problems, ['ENOENT', 'EISDIR']);
  rmSync(file, { recursive: true });
  writeFileSync(file, 'file\n');
  await expectLines(lines, ['file']);
});

test('tail() is quiet about other files of the directory', async t => {
  const { folder, file, lines } = start(t, { content: 'one\n' });
  await until(() => lines.length === 1, 'the first line');
  for (let i = 0; i < 500; i++) appendFileSync(join(folder, 'other.log'), 'noise\n');
  appendFileSync(file, 'two\n');
  await expectLines(lines, ['one', 'two']);
});

test('tail() from the end reads the next file from its start, even after one that it could not read', async t => {
  const { file, lines, problems } = start(t, { from: 'end', content: 'old\n' });
  const before = await followed(file, lines);
  await until(() => lines.length === before.length, 'the lines of the first file');
  renameSync(file, `${file}.1`);
  mkdirSync(file);
  await until(() => problems.includes('EISDIR'), 'the directory');
  renameSync(file, `${file}.x`);
  writeFileSync(file, 'new\n');
  await expectLines(lines, [...before, 'new']);
  // For a moment there was nothing of that name, which a look may have met.
  assert.deepEqual(
    problems.filter(code => code !== 'ENOENT'),
    ['EISDIR'],
  );
});
