import { type SpawnOptionsWithStdioTuple, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { processStart } from '../../src/sys/process/processes.ts';
import type { Writer } from '../../src/sys/process/sentry-process.ts';

/** A process with the command line of a sentry (or another one) that does nothing, until the test ends. */
export async function pretender(
  t: Pick<TestContext, 'after'>,
  words: readonly string[] = ['portjail', 'run'],
  uid = process.geteuid?.() ?? 0,
): Promise<Writer> {
  const program = 'console.log(1); setInterval(() => {}, 1e6)';
  const options: SpawnOptionsWithStdioTuple<'ignore', 'pipe', 'ignore'> = {
    stdio: ['ignore', 'pipe', 'ignore'],
    uid,
  };
  const child = spawn(process.execPath, ['-e', program, ...words], options);
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const { pid = 0 } = child;
  return { pid, processStart: processStart(pid) ?? 0 };
}

export const ownUser = process.geteuid?.() ?? 0;
