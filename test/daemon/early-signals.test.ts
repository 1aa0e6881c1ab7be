import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { test } from 'node:test';
import { configFile, directory } from '../commands/program.ts';
import { freePort } from '../commands/touch.ts';
import { startChild } from '../e2e/hosts/child.ts';
import { cli } from '../support/built.ts';
import { until } from '../support/until.ts';

/** True as soon as the program does not leave a signal to the kernel, see SigCgt in proc_pid_status(5). */
function catches(pid: number, signal: NodeJS.Signals): boolean {
  // Before that it is the program that starts it.
  if (!readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith(process.execPath)) return false;
  const caught = /^SigCgt:\s+([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return (BigInt(`0x${caught ?? '0'}`) & (1n << BigInt(constants.signals[signal] - 1))) !== 0n;
}

/**
 * A sentry that gets signals as early as it can take them, long before it listens. SIGHUP is the one that Node itself never
 * catches, and the last that the first file does.
 */
async function signalled(...signals: readonly NodeJS.Signals[]) {
  const { file } = configFile({ tcp: { ports: `${await freePort()}` } });
  const command = [
    'env',
    `RUNTIME_DIRECTORY=${directory()}`,
    process.execPath,
    cli,
    'run',
    '-c',
    file,
  ] as const;
  const sentry = startChild(command);
  await until(
    () => catches(sentry.pid, 'SIGHUP'),
    () => `a start: ${sentry.output()}`,
  );
  assert.equal(sentry.output(), '');
  for (const signal of signals) process.kill(sentry.pid, signal);
  return sentry;
}

test('run reloads and tells its counters once it listens, when it was asked before', async () => {
  const sentry = await signalled('SIGHUP', 'SIGUSR1');
  try {
    await sentry.waitFor('portjail is now active and listening.');
    await sentry.waitFor('portjail: reloaded ');
    await sentry.waitFor('portjail: probes=0 ');
    assert.doesNotMatch(sentry.output(), /Debugger/);
  } finally {
    assert.equal(await sentry.stop(), 0);
  }
});

test('run ends with 0 when it was asked to before it listens', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    assert.equal(await (await signalled(signal)).stop('SIGCONT'), 0, signal);
});
