import { execFile, spawnSync } from 'node:child_process';

/** How a program ended: its exit code (127 when it is not installed, 124 when it took too long) and what it said. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** No call of ours takes longer than a few seconds; a reload of many big jails may. */
const patience = 120_000;
const mostOutput = 64 * 1024 * 1024;
const inC = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' });

/** Runs a program to its end, without a shell, in the C locale so that its words can be read. */
export function runProgram(program: string, args: readonly string[], input = ''): Ran {
  const ran = spawnSync(program, args, {
    encoding: 'utf8',
    input,
    timeout: patience,
    maxBuffer: mostOutput,
    env: inC(),
  });
  const missing = ran.error !== undefined && ran.status === null && ran.signal === null;
  return { code: ran.status ?? (missing ? 127 : 124), out: ran.stdout ?? '', err: ran.stderr ?? '' };
}

/** The same without waiting for it; it is ended after that many milliseconds. */
export const startProgram = (program: string, args: readonly string[], timeout: number): Promise<Ran> =>
  new Promise(resolve => {
    const options = { timeout, killSignal: 'SIGKILL', maxBuffer: mostOutput, env: inC() } as const;
    execFile(program, args, options, (error, out, err) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === 'number' ? code : code === 'ENOENT' ? 127 : 124, out, err });
    });
  });

/** Whether a program is there and ends well with these arguments. */
export const works = (program: string, ...args: readonly string[]): boolean =>
  runProgram(program, args).code === 0;
