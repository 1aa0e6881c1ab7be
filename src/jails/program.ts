import { spawnSync } from 'node:child_process';

/** How a program ended: its exit code (127 when it is not installed, 124 when it took too long) and what it said. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** No call of ours takes longer than a few seconds; a reload of many big jails may. */
const patience = 120_000;

/** Runs a program to its end, without a shell, in the C locale so that its words can be read. */
export function runProgram(program: string, args: readonly string[], input = ''): Ran {
  const ran = spawnSync(program, args, {
    encoding: 'utf8',
    input,
    timeout: patience,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const missing = ran.error !== undefined && ran.status === null && ran.signal === null;
  return { code: ran.status ?? (missing ? 127 : 124), out: ran.stdout ?? '', err: ran.stderr ?? '' };
}

/** Whether a program is there and ends well with these arguments. */
export const works = (program: string, ...args: readonly string[]): boolean =>
  runProgram(program, args).code === 0;
