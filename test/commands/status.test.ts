import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configFile, directory, portjail, portjailIn, startRun } from './program.ts';
import { freePort } from './touch.ts';

test('status shows a running sentry, and nothing of a hostile file that a terminal would obey', async () => {
  const runtime = directory();
  const { file } = configFile({ tcp: { ports: `${await freePort()}` } });
  const daemon = await startRun(['-c', file], [], runtime);
  const ask = (...args: string[]) => portjailIn(runtime, 'status', ...args);
  try {
    const shape = JSON.parse(ask('--json').stdout);
    assert.deepEqual([shape.running, shape.pid, shape.config], [true, daemon.child.pid, file]);
    // Stopped, so that it does not write a better one in between.
    daemon.child.kill('SIGSTOP');
    const protect = [{ name: 'own', addresses: ['192.0.2.1\u001b[2J', '192.0.2.2'] }];
    const hostile = { ...shape, config: '/\u001b[2J', counters: { '\u001b[2J': 1 }, protected: protect };
    writeFileSync(join(runtime, 'status.json'), JSON.stringify(hostile));
    const { stdout } = ask();
    assert.match(stdout, /own +192\.0\.2\.2$/m);
    assert.doesNotMatch(stdout, /[^ -~\n]/);
  } finally {
    daemon.child.kill('SIGCONT');
    assert.equal(await daemon.end(), 0);
  }
  const { code, stdout } = ask('-c', file);
  assert.equal(code, 1);
  assert.match(stdout, /no sentry runs/);
});

test('status ends with 2 and still shows the screen when no sentry runs for a mistake in the config', () => {
  const { file } = configFile({ tcp: { ports: '99999' } });
  const { code, stdout } = portjail('status', '-c', file);
  assert.equal(code, 2);
  assert.match(stdout, /^jails /m);
  assert.match(stdout, /^problem: .*portjail\.json:.*tcp\/ports/m);
  assert.equal(portjail('status', 'extra').code, 2);
});
