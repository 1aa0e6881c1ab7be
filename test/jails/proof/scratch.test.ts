import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openScratch } from '../../../src/jails/proof/scratch.ts';
import { until } from '../../support/until.ts';
import { temporaryFolder } from '../fixtures.ts';

test('openScratch() makes a folder for us alone, and close() removes it with what runs in it', async () => {
  const { folder, close } = openScratch();
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  writeFileSync(join(folder, 'file'), '');
  const running = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', folder]);
  const ended = once(running, 'exit');
  await once(running, 'spawn');
  await close();
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  assert.ok(!existsSync(folder));
});

test('openScratch() leaves nothing when its process is killed', async () => {
  const root = temporaryFolder();
  const module = new URL('../../../src/jails/proof/scratch.js', import.meta.url).href;
  const script = `const { folder } = (await import('${module}')).openScratch();
    await import('node:child_process').then(({ spawn }) => spawn('tail', ['-f', folder + '/log'], { detached: true }));
    (await import('node:fs')).writeFileSync(folder + '/file', ''); console.log(folder); setInterval(() => {}, 1e6)`;
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGQUIT'] as const) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TMPDIR: root },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    assert.equal(readdirSync(root).length, 1);
    child.kill(signal);
    await until(() => readdirSync(root).length === 0, `the folder to go after ${signal}`);
  }
});
