import assert from 'node:assert/strict';
import { chmodSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { stampOf } from '../../src/config/read/host-files.ts';
import { tellSentry } from '../../src/status/tell.ts';
import { configFile, directory, startRun } from '../commands/program.ts';
import { freePort } from '../commands/touch.ts';
import { sample } from './sample.ts';

test('tellSentry() says that a sentry has read the file as it is now, and not one as it was', async () => {
  const [ignore, runtime] = [join(directory(), 'ignore'), directory()];
  writeFileSync(ignore, '192.0.2.1\n');
  const { file } = configFile({ tcp: { ports: `${await freePort()}` }, ignore: { files: [ignore] } });
  chmodSync(dirname(file), 0o755);
  const daemon = await startRun(['-c', file], [], runtime);
  const path = join(runtime, 'status.json');
  try {
    writeFileSync(ignore, '192.0.2.1\n192.0.2.2\n');
    utimesSync(ignore, 1, 1);
    const stamp = stampOf(ignore, statSync(ignore));
    const told = await tellSentry(stamp, path, 60_000);
    assert.equal(told.state, 'read');
    assert.ok(told.state === 'read' && told.status.ignored.includes('192.0.2.2'));
    for (const other of [{ written: 2_000 }, { inode: 1 }, { device: -1 }, { changed: 1 }, { size: 1 }])
      assert.equal((await tellSentry({ ...stamp, ...other }, path, 0)).state, 'unread');
  } finally {
    await daemon.end('SIGKILL');
  }
  const ended = await tellSentry(stampOf(ignore, statSync(ignore)), path, 0);
  assert.ok(ended.state === 'none' && /^process \d+ has ended$/.test(ended.why));
});

test('tellSentry() sends no signal to a process that is no sentry', async () => {
  const path = join(directory(), 'status.json');
  const [stamp] = sample.ignoreFiles;
  assert.ok(stamp !== undefined);
  assert.deepEqual(await tellSentry(stamp, path, 0), { state: 'none', why: 'there is no such file' });
  // SIGHUP would end this very process.
  writeFileSync(path, JSON.stringify({ ...sample, pid: process.pid }));
  assert.equal((await tellSentry(stamp, path, 0)).state, 'none');
});
