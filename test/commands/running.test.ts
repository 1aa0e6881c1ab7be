import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startRunning } from '../../src/commands/running.ts';
import { loadConfig } from '../../src/config/load.ts';
import { configFile, directory } from './program.ts';
import { freePort } from './touch.ts';

const noFailure = (error: Error): never => assert.fail(error);

test('startRunning() opens its ports first, its log last, and nothing of it while it has its rights', async () => {
  const { file, log } = configFile({ tcp: { ports: `${await freePort()}` }, log: {} });
  const loaded = loadConfig({ file });
  const history = join(directory(), 'made/history');
  const config = { ...loaded.config, log: { ...loaded.config.log, file: log, history } };
  let settled = false;
  const running = await startRunning(
    { ...loaded, config },
    () => {
      settled = true;
      assert.ok(!existsSync(log) && !existsSync(join(history, '..')));
    },
    noFailure,
  );
  assert.ok(settled);
  assert.equal(running.counts().sockets.tcp, 1);
  assert.deepEqual([readFileSync(log, 'utf8'), readFileSync(history, 'utf8')], ['', '']);
  running.stop();
});

test('startRunning() closes what it has opened when the rights cannot be given up', async () => {
  const port = await freePort();
  const { file, log } = configFile({ tcp: { ports: `${port}` } });
  const refuse = (): never => assert.fail('no rights');
  await assert.rejects(startRunning(loadConfig({ file }), refuse, noFailure), /no rights/);
  assert.ok(!existsSync(log));
  // The port is free again.
  const running = await startRunning(loadConfig({ file }), () => {}, noFailure);
  assert.equal(running.counts().sockets.tcp, 1);
  running.stop();
});

test('startRunning() waits for ports that rest, though there is no other to watch', async () => {
  const port = await freePort();
  const { file } = configFile({ tcp: { ports: `${port}` } });
  const held = { tcp: [{ port, inside: false, age: 1000 }], udp: [] };
  const running = await startRunning(loadConfig({ file }), () => {}, noFailure, held);
  assert.deepEqual([running.counts().sockets.tcp, running.status().resting.ports], [0, 1]);
  assert.deepEqual(
    running
      .held()
      .tcp.filter(one => one.port === port)
      .map(one => one.inside),
    [false],
  );
  running.stop();
});
