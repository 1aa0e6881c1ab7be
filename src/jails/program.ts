import { spawn, spawnSync } from 'node:child_process';
import type { Readable } from 'node:stream';
import { errorCode } from '../util/errors.ts';

/** How a program ended: its exit code (127 when it is not installed, 124 when it took too long) and what it said. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** No call of ours takes longer than a few seconds; a reload of many big jails may (milliseconds). */
export const patience = 120_000;
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

/**
 * The same without waiting for it; it is ended after that many milliseconds, and when `ended` is aborted, with whose
 * reason it then rejects. With `ended` no Ctrl-C of the terminal reaches it: whoever gives that decides what one does.
 */
export const startProgram = (
  program: string,
  args: readonly string[],
  timeout: number,
  ended?: AbortSignal,
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    ended?.throwIfAborted();
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: inC(),
      timeout,
      killSignal: 'SIGKILL',
      detached: ended !== undefined,
      ...(ended && { signal: ended }),
    });
    const [out, err] = [collected(child.stdout), collected(child.stderr)];
    child.on('error', error => {
      if (ended?.aborted === true) reject(ended.reason);
      else resolve({ code: errorCode(error) === 'ENOENT' ? 127 : 124, out: '', err: '' });
    });
    child.on('close', code => resolve({ code: code ?? 124, out: out(), err: err() }));
  });

/** What a stream has given so far, its beginning at least. */
function collected(stream: Readable): () => string {
  const pieces: Buffer[] = [];
  let length = 0;
  stream.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length <= mostOutput) pieces.push(piece);
  });
  return () => Buffer.concat(pieces).toString('utf8');
}

/** Whether a program is there and ends well with these arguments. */
export const works = (program: string, ...args: readonly string[]): boolean =>
  runProgram(program, args).code === 0;
