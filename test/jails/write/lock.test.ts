import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { alone } from '../../../src/jails/write/lock.ts';
import { temporaryFolder } from '../fixtures.ts';

const root = temporaryFolder();

test('alone() lets nobody else in meanwhile, and the next one after it, whatever came of it', async () => {
  for (const lock of [root, join(root, 'a.lock')]) {
    await alone({ lock }, async () => {
      await assert.rejects(
        alone({ lock }, () => assert.fail('in')),
        /another portjail install or uninstall, or a setup, is at work here, and holds .*: wait for its end/,
      );
    });
    await assert.rejects(
      alone({ lock }, () => Promise.reject(new Error('failed'))),
      /failed/,
    );
    assert.equal(await alone({ lock }, () => Promise.resolve(1)), 1);
  }
  assert.equal(statSync(join(root, 'a.lock')).mode & 0o777, 0o600);
});

test('alone() is let in once whoever was in has been killed', async () => {
  const lock = join(root, 'b.lock');
  const url = new URL('../../../src/jails/write/lock.js', import.meta.url);
  const script = `import(${JSON.stringify(url.href)}).then(({ alone }) => alone({ lock: ${JSON.stringify(lock)} }, () => {
    console.log('in'); return new Promise(() => setInterval(() => {}, 1000)); }))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await assert.rejects(
    alone({ lock }, () => assert.fail('in')),
    /another portjail/,
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  await alone({ lock }, async () => {});
});
