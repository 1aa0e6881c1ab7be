import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** In a process of its own: whatever else runs here makes garbage. */
function collections(load: string): { collections: number; lines: number; probes: number } {
  const file = fileURLToPath(new URL('./support/million-probes.js', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [file, load], { encoding: 'utf8' });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

for (const load of ['random', 'scanners', 'one port'])
  test(`pipeline() makes next to no garbage of a million probes that write no line: ${load}`, () => {
    const told = collections(load);
    assert.deepEqual([told.probes, told.lines], [1_000_000, 0]);
    assert.ok(told.collections <= 2, `${told.collections} collections`);
  });
