import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { memoryOfMap } from '../../../../src/sentry/trap/memory/memory.ts';

test('unmap() takes the memory away, and leaves late writes without effect and without harm', t => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'map');
  // A file stands for the kernel's map: mmap(2) is the same.
  const fd = openSync(file, 'w+');
  ftruncateSync(fd, 4096);
  const memory = memoryOfMap(fd, 100);
  const view = new Uint32Array(memory.buffer);
  const first = (): number => new Uint32Array(new Uint8Array(readFileSync(file)).buffer)[0] ?? 0;
  view[0] = 7;
  assert.equal(first(), 7);
  memory.unmap();
  closeSync(fd);
  view[0] = 8;
  assert.equal(first(), 7);
  assert.equal(view[0], 8, 'it is memory still');
});
