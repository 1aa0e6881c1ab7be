import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Loaded, loadConfig } from '../../src/config/load.ts';
import { startRunning } from '../../src/daemon/running.ts';
import { openWay } from '../../src/sentry/ways.ts';
import { nothingRecalled } from '../../src/state/recall.ts';
import { configFile, directory } from '../commands/program.ts';
import { freePort, touch } from '../commands/touch.ts';
import { until } from '../support/until.ts';

const noFailure = (error: Error): never => assert.fail(error);

test('startRunning() opens its ports first, its log last, and nothing of it while it has its rights', async t => {
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
  t.after(() => running.stop());
  assert.ok(settled);
  assert.equal(running.counts().sockets.tcp, 1);
  assert.deepEqual([readFileSync(log, 'utf8'), readFileSync(history, 'utf8')], ['', '']);
});

test('startRunning() closes what it has opened when the rights cannot be given up', async t => {
  const port = await freePort();
  const { file, log } = configFile({ tcp: { ports: `${port}` } });
  const refuse = (): never => assert.fail('no rights');
  await assert.rejects(startRunning(loadConfig({ file }), refuse, noFailure), /no rights/);
  assert.ok(!existsSync(log));
  // The port is free again.
  const running = await startRunning(loadConfig({ file }), () => {}, noFailure);
  t.after(() => running.stop());
  assert.equal(running.counts().sockets.tcp, 1);
});

test('startRunning() waits for ports that rest, though there is no other to watch', async t => {
  const port = await freePort();
  const { file } = configFile({ tcp: { ports: `${port}` } });
  const held = { tcp: [{ port, inside: false, age: 1000 }], udp: [] };
  const running = await startRunning(loadConfig({ file }), () => {}, noFailure, {
    ...nothingRecalled,
    servicePorts: held,
  });
  t.after(() => running.stop());
  assert.deepEqual([running.counts().sockets.tcp, running.status().resting.ports], [0, 1]);
  assert.deepEqual(
    running
      .servicePorts()
      .tcp.filter(one => one.port === port)
      .map(one => one.inside),
    [false],
  );
});

/** How often this process has the file open. */
function timesOpen(path: string): number {
  const targets = readdirSync('/proc/self/fd').map(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return targets.filter(target => target === path).length;
}

/** A sentry at work, with another log to turn to; it ends with the test, and closes both. */
async function twoLogs(t: TestContext) {
  const port = await freePort();
  const { file, log } = configFile({ tcp: { ports: `${port}` } });
  const loaded = loadConfig({ file });
  const other = join(directory(), 'other.log');
  const running = await startRunning(loaded, () => {}, noFailure, nothingRecalled, openWay(true));
  const isOpen = () => [timesOpen(log), timesOpen(other)];
  t.after(() => {
    running.stop();
    assert.deepEqual(isOpen(), [0, 0]);
  });
  const withLog = (name: string, { config, ...rest }: Loaded = loaded): Loaded => ({
    ...rest,
    config: { ...config, log: { ...config.log, file: name } },
  });
  const hears = async (name: string): Promise<void> => {
    await touch(port);
    await until(() => readFileSync(name, 'utf8').includes(`dport=${port} `), `a line in ${name}`);
  };
  return { log, other, loaded, running, isOpen, withLog, hears };
}

/** It cannot be taken over. */
const nowhere = ({ config, ...rest }: Loaded): Loaded => ({
  ...rest,
  config: { ...config, interfaces: ['nosuch0'] },
});

test('reload() closes the old log and writes to the new one when it works', async t => {
  const { other, running, isOpen, withLog, hears } = await twoLogs(t);
  assert.deepEqual(isOpen(), [1, 0]);
  await running.reload(withLog(other));
  assert.deepEqual(isOpen(), [0, 1]);
  await hears(other);
});

test('reload() closes the new log and writes to the old one when it fails', async t => {
  const { log, other, loaded, running, isOpen, withLog, hears } = await twoLogs(t);
  await assert.rejects(running.reload(withLog(other, nowhere(loaded))), /nosuch0/);
  assert.deepEqual(isOpen(), [1, 0]);
  await hears(log);
  assert.equal(readFileSync(other, 'utf8'), '');
});

test('reload() keeps open a log that stays the same, whether it works or fails', async t => {
  const { log, loaded, running, isOpen, hears } = await twoLogs(t);
  await running.reload(loaded);
  assert.deepEqual(isOpen(), [1, 0]);
  await assert.rejects(running.reload(nowhere(loaded)), /nosuch0/);
  assert.deepEqual(isOpen(), [1, 0]);
  await hears(log);
});
