import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { cli } from '../support/built.ts';
import { until as untilTrue } from '../support/until.ts';

/** Exit code and output of one command. */
export const portjail = (...args: string[]) => portjailIn(directory(), ...args);

/** Nothing of a test's sentry goes to the machine's own /run and /var/lib, or is remembered there from another test. */
export const ownPlace = (runtime: string): NodeJS.ProcessEnv => ({
  ...process.env,
  RUNTIME_DIRECTORY: runtime,
  STATE_DIRECTORY: join(runtime, 'state'),
});

/** The same, with a RUNTIME_DIRECTORY. */
export function portjailIn(
  runtime: string,
  ...args: string[]
): { code: number | null; stdout: string; stderr: string } {
  const env = ownPlace(runtime);
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    env,
  });
  return { code: status, stdout, stderr };
}

export const directory = (): string => mkdtempSync(join(tmpdir(), 'portjail-'));

/** A portjail.json in a directory of its own, and the log that it names. */
export function configFile(config: Record<string, unknown>): { file: string; log: string } {
  const home = directory();
  const log = join(home, 'log/portsentry.log');
  const file = join(home, 'portjail.json');
  writeFileSync(file, JSON.stringify({ udp: { mode: 'off' }, log: { file: log }, ...config }));
  return { file, log };
}

export interface Daemon {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly until: (what: () => boolean) => Promise<void>;
  /** Sends a signal and answers the exit code. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/**
 * Starts `portjail run`, which sees this host's own connections too, and waits until it listens. `prefix` is a command to start it under; its status goes to
 * `runtime`, never to the machine's own /run.
 */
export async function startRun(
  args: readonly string[],
  prefix: readonly string[] = [],
  runtime = directory(),
): Promise<Daemon> {
  const [file = '', ...rest] = [...prefix, process.execPath, cli, 'run', '--loopback', ...args];
  const env = ownPlace(runtime);
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const until = async (what: () => boolean): Promise<void> => {
    const said = (): string => `${String(what)} of a sentry that says: ${stdout}${stderr}`;
    const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
    const found = await untilTrue(() => (what() ? 'so' : ended() && 'ended'), said);
    // What it said last may come after its end.
    if (found === 'ended' && !what()) throw new Error(`it ended without ${said()}`);
  };
  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    await once(child, 'exit');
    return child.exitCode;
  };
  try {
    await until(() => stdout.includes('portjail is now active and listening.\n'));
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return { child, stdout: () => stdout, stderr: () => stderr, until, end };
}
