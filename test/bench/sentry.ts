import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../support/until.ts';

/** A `portjail run` to be measured; all times are milliseconds. */
export interface Measured {
  /** From its start until it listened. */
  readonly start: number;
  /** Processor time so far. */
  cpu(): number;
  /** From SIGHUP until it said that it had reloaded. */
  reload(): Promise<number>;
  /** The longest that its event loop stood since this was last asked. */
  stall(): Promise<number>;
  stop(): Promise<void>;
}

export async function measured(config: Record<string, unknown>): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  const file = join(folder, 'portjail.json');
  writeFileSync(file, JSON.stringify({ log: { file: join(folder, 'log') }, ...config }));
  const watcher = fileURLToPath(new URL('./stall.js', import.meta.url));
  const args = ['--import', watcher, resolve('dist/cli.js'), 'run', '-c', file];
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, RUNTIME_DIRECTORY: join(folder, 'run') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let isEnding = false;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  // From before the signal on: several lines may come at once.
  const asked = async (signal: NodeJS.Signals, text: string): Promise<string> => {
    const before = said.length;
    child.kill(signal);
    return await until(() => {
      const at = said.indexOf(text, before);
      const end = said.indexOf('\n', at);
      return at >= 0 && end >= 0 && said.slice(at, end);
    }, `${text} after ${signal}`);
  };
  child.once('exit', code => {
    if (!isEnding) throw new Error(`the sentry ended with code ${code}`);
  });
  await once(child.stdout, 'data');
  const start = performance.now() - began;
  // Its signals are listened to from the next turn on.
  await asked('SIGUSR2', 'stall ');
  return {
    start,
    cpu: () => cpuOf(child.pid ?? 0),
    reload: async () => {
      const start = performance.now();
      await asked('SIGHUP', 'reloaded ');
      return performance.now() - start;
    },
    stall: async () => Number((await asked('SIGUSR2', 'stall ')).split(' ')[1]),
    stop: async () => {
      const gone = once(child, 'exit');
      isEnding = true;
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Fields 14 and 15 of /proc/pid/stat: user and system time in hundredths of a second, see proc(5). */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
