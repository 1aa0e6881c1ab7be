import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { openWriter } from '../../src/log/writer.ts';

/** Another process rotates as logrotate does: by rename, every second time with a new file in its place. */
const rotate = `for i in $(seq 1 100); do mv "$0" "$0.$i"; [ $((i % 2)) = 0 ] && : >> "$0"; sleep 0.01; done`;

test('write() loses, doubles, tears and merges no line while the file is rotated under it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
  const path = join(folder, 'log');
  const writer = openWriter(path);
  const rotation = spawn('sh', ['-c', rotate, path], { stdio: 'ignore' });
  let count = 0;
  for (; rotation.exitCode === null; await turn()) {
    for (let i = 0; i < 20; i++) writer.write(`line ${count++} ends`);
    if (count % 1000 === 0) writer.reopen();
  }
  writer.close();
  const lines = readdirSync(folder).flatMap(name => readFileSync(join(folder, name), 'utf8').split('\n'));
  const found = lines.filter(line => line !== '').map(line => Number(/^line (\d+) ends$/.exec(line)?.[1]));
  assert.ok(readdirSync(folder).length > 50 && writer.lost === 0);
  found.sort((a, b) => a - b);
  assert.deepEqual(
    found.filter((number, at) => number !== at),
    [],
  );
  assert.equal(found.length, count);
});
