import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { configFile, directory, ownPlace } from '../commands/program.ts';
import { freePort, touch } from '../commands/touch.ts';
import { cli } from '../support/built.ts';
import { until } from '../support/until.ts';

/** A sentry whose standard output is the end of a pipe that looks like the journal's; `leave` closes the other end. */
function sentryInPipe(t: TestContext, file: string) {
  const pipe = join(directory(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(pipe, constants.O_WRONLY);
  const { dev, ino } = fstatSync(writer);
  const env = { ...ownPlace(directory()), JOURNAL_STREAM: `${dev}:${ino}` };
  const child = spawn(process.execPath, [cli, 'run', '--loopback', '-c', file], {
    stdio: ['ignore', writer, 'pipe'],
    env,
  });
  closeSync(writer);
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const listens = (): boolean =>
    execFileSync('ss', ['-Hltnp'], { encoding: 'utf8' }).includes(`pid=${child.pid},`);
  let told = '';
  /** What has come to standard output: at least the lines of the start, while `leave` was not called. */
  const isActive = (): boolean => {
    const bytes = Buffer.alloc(65_536);
    try {
      told += bytes.toString('utf8', 0, readSync(reader, bytes));
    } catch {
      // Nothing has come yet (EAGAIN).
    }
    return told.includes('now active and listening');
  };
  return {
    child,
    said: () => said,
    active: async () => await until(isActive, () => `a sentry that is active and says: ${said}`),
    leave: () => closeSync(reader),
    listening: async () => await until(listens, () => `a sentry that listens and says: ${said}`),
  };
}

test('run ends with 1 when the journal takes no more lines, so that systemd starts it again', async t => {
  const port = await freePort();
  const { file } = configFile({ tcp: { ports: `${port}` }, log: { target: 'journal' } });
  const { child, said, leave, active } = sentryInPipe(t, file);
  await active();
  leave();
  const gone = once(child, 'exit');
  // It may be gone before it has closed the connection.
  await touch(port).catch(() => {});
  assert.deepEqual(await gone, [1, null], said());
  assert.match(said(), /error: the journal takes no more lines: .*EPIPE/);
  assert.match(said(), /probes=1 /, 'it ends in order');
});

test('run goes on where only its messages have no reader: the log is a file', async t => {
  const port = await freePort();
  const { file, log } = configFile({ tcp: { ports: `${port}` } });
  const { child, said, leave, listening } = sentryInPipe(t, file);
  leave();
  await listening();
  // One socket for all ports listens a moment before the port is watched.
  await until(async () => {
    await touch(port).catch(() => {});
    return existsSync(log) && readFileSync(log, 'utf8').includes(`dport=${port}`);
  }, 'a line');
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await gone, [0, null], said());
});
