import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { processStart } from '../../../src/sys/process/processes.ts';
import { isSentry, isWriter } from '../../../src/sys/process/sentry-process.ts';
import { ownUser, pretender } from '../pretender.ts';

test('isSentry() knows a running sentry by its arguments', () => {
  assert.ok(isSentry(['/usr/bin/node', '/usr/local/sbin/portjail', 'run', '--user', 'portjail', '']));
  assert.ok(isSentry(['node', 'dist/cli.js', 'run', '--defaults', '']));
  for (const args of [['run'], ['docker', 'run', 'portjail'], ['node', 'portjail', 'check'], ['']])
    assert.equal(isSentry(args), false, args.join(' '));
});

test('isWriter() knows a sentry from a later process of the same number', async t => {
  const writer = await pretender(t);
  assert.ok(isWriter(writer, ownUser));
  assert.ok(!isWriter({ ...writer, processStart: writer.processStart + 1 }, ownUser));
  assert.ok(!isWriter({ ...writer, processStart: 0 }, ownUser));
  assert.ok(!isWriter({ ...writer, pid: spawnSync('true').pid }, ownUser));
});

test('isWriter() takes no process of another program, and none of another user', async t => {
  const start = processStart(process.pid) ?? assert.fail();
  assert.ok(!isWriter({ pid: process.pid, processStart: start }, ownUser), 'this test is no sentry');
  assert.ok(!isWriter(await pretender(t, ['portjail', 'monitor']), ownUser));
  assert.ok(!isWriter(await pretender(t), ownUser + 1), 'the file is of somebody else');
  assert.ok(!isWriter({ pid: 1, processStart: processStart(1) ?? 1 }, ownUser), 'init');
});

const skip = ownUser !== 0 && 'is not root';
test('isWriter() goes by the user that the process has become', { skip }, async t => {
  const writer = await pretender(t, undefined, 65_534);
  assert.deepEqual([isWriter(writer, 65_534), isWriter(writer, 0)], [true, false]);
});
