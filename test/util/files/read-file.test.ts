import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readHead, readTail, readWhole, textOrNone } from '../../../src/util/files/read-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
const file = join(folder, 'file');
const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));
writeFileSync(file, bytes);
writeFileSync(join(folder, 'empty'), '');

test('readWhole() gives a file to the byte, up to the most that it may have', () => {
  assert.ok(readWhole(file).equals(bytes));
  assert.ok(readWhole(file, bytes.length).equals(bytes));
  assert.throws(() => readWhole(file, bytes.length - 1), { name: 'NoFile', code: 'EFBIG' });
  assert.equal(readWhole(join(folder, 'empty')).length, 0);
});

test('readWhole() reads what says that it is empty, and no file as large as a disk', () => {
  assert.equal(readWhole('/proc/version').toString(), readFileSync('/proc/version', 'utf8'));
  writeFileSync(join(folder, 'sparse'), '');
  truncateSync(join(folder, 'sparse'), 2 ** 40);
  assert.throws(() => readWhole(join(folder, 'sparse')), /^NoFile: is larger than 16 MiB: make it smaller$/);
});

test('readHead() and readTail() give either end', () => {
  assert.ok(readHead(file, 70_000).equals(bytes.subarray(0, 70_000)));
  assert.ok(readHead(file, 1e6).equals(bytes));
  const { bytes: end, cut } = readTail(file, 70_000);
  assert.ok(cut && end.equals(bytes.subarray(-70_000)));
  const all = readTail(file, bytes.length);
  assert.ok(!all.cut && all.bytes.equals(bytes));
  assert.equal(readTail(join(folder, 'empty'), 10).bytes.length, 0);
  assert.equal(readHead('/proc/version', 5).toString(), 'Linux');
});

test('textOrNone() has nothing to say of what cannot be read', () => {
  symlinkSync('/dev/zero', join(folder, 'zero'));
  for (const path of ['/nowhere', folder, join(folder, 'zero')]) assert.equal(textOrNone(path), '');
  writeFileSync(join(folder, 'text'), 'Grüße');
  assert.equal(textOrNone(join(folder, 'text')), 'Grüße');
});
