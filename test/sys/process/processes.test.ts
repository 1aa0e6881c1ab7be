import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { processStart, startIn } from '../../../src/sys/process/processes.ts';

test('processStart() is the same for a process whenever it is asked, and none for one that is gone', () => {
  const first = processStart(process.pid);
  assert.ok(first !== undefined && first > 0);
  assert.equal(processStart(process.pid), first);
  assert.equal(processStart(spawnSync('true').pid), undefined);
});

test('startIn() finds the field behind a name with brackets and blanks, and takes a zombie for gone', () => {
  const rest = Array.from({ length: 40 }, (_, index) => index + 4).join(' ');
  assert.equal(startIn(`321 (a) S 9 (b) S ${rest}`), 22);
  assert.equal(startIn(`321 (node) Z ${rest}`), undefined);
  assert.equal(startIn(''), undefined);
});
