import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Readable } from 'node:stream';
import { errorCode } from './errors.ts';

/** The exit codes of a program that is not installed, and of one that is and cannot be started, as a shell has them. */
export const notInstalled = 127;
const notStarted = 126;

/** How a program ended: its exit code (127 when it is not installed, 126 when it cannot be started, 124 when it took too long) and what it said. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a program printed, in the pieces in which it came: bytes that another thread can take over as they are. */
export interface RanPieces extends Omit<Ran, 'out'> {
  readonly out: readonly Uint8Array[];
}

/** The text of what a program printed. */
export const printed = (out: Ran['out'] | RanPieces['out']): string =>
  typeof out === 'string' ? out : Buffer.concat(out).toString('utf8');

/** No call of ours takes longer than a few seconds; a reload of many big jails may (milliseconds). */
export const patience = 120_000;
const mostOutput = 64 * 1024 * 1024;

/** Firewalls live here, which the PATH of `su` and of most services lacks. */
const sbin = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The caller's environment, sbin behind its PATH, with words that can be read. An empty part would be the working directory. */
const environment = (): NodeJS.ProcessEnv => {
  const path = process.env['PATH']?.split(':').filter(folder => folder !== '') ?? [
    '/usr/local/bin',
    '/usr/bin',
    '/bin',
  ];
  return { ...process.env, PATH: [...new Set([...path, ...sbin])].join(':'), LC_ALL: 'C' };
};

/** Runs a program to its end, without a shell, in the C locale, found in sbin too. */
export function runProgram(program: string, args: readonly string[], input = ''): Ran {
  const ran = spawnSync(program, args, {
    encoding: 'utf8',
    input,
    timeout: patience,
    maxBuffer: mostOutput,
    env: environment(),
  });
  if (ran.error !== undefined && ran.status === null && ran.signal === null)
    return neverRan(program, ran.error);
  return { code: ran.status ?? 124, out: ran.stdout ?? '', err: ran.stderr ?? '' };
}

/** How a program ended that did not begin: EACCES of one that this user may not run is no lack of it. */
function neverRan(program: string, error: Error): Ran {
  const code = errorCode(error);
  if (code === 'ENOENT') return { code: notInstalled, out: '', err: '' };
  return { code: notStarted, out: '', err: `${program} cannot be started: ${code ?? error.message}` };
}

/**
 * The same without waiting for it; it is ended after that many milliseconds, and when `ended` is aborted, with whose
 * reason it then rejects. With `ended` no Ctrl-C of the terminal reaches it: the caller that gives it decides what one does.
 */
export const startProgram = async (
  program: string,
  args: readonly string[],
  timeout: number,
  ended?: AbortSignal,
): Promise<Ran> => {
  const ran = await startPieces(program, args, timeout, ended);
  return { ...ran, out: printed(ran.out) };
};

/** The same, of a program that may print so much that its text is for another thread to read. */
export const startPieces = (
  program: string,
  args: readonly string[],
  timeout: number,
  ended?: AbortSignal,
): Promise<RanPieces> =>
  new Promise((resolve, reject) => {
    ended?.throwIfAborted();
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
      killSignal: 'SIGKILL',
      detached: ended !== undefined,
      ...(ended && { signal: ended }),
    });
    endAfter(child, timeout);
    const [out, err] = [collected(child.stdout), collected(child.stderr)];
    child.on('error', error => {
      if (ended?.aborted === true) reject(ended.reason);
      else resolve({ ...neverRan(program, error), out: [] });
    });
    child.on('close', code => resolve({ code: code ?? 124, out, err: printed(err) }));
  });

/** Ends a program after that many milliseconds. The timer of spawn() lives on for one that never began, and this process with it. */
function endAfter(child: ChildProcess, timeout: number): void {
  const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
  for (const over of ['exit', 'error']) child.once(over, () => clearTimeout(timer));
}

/** Grows by what a stream gives, its beginning at least. */
function collected(stream: Readable): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let length = 0;
  stream.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length <= mostOutput) pieces.push(piece);
  });
  return pieces;
}

/** Why a program failed, for a message: it is not installed, its first words on stderr that are no comment, or its exit code. */
export function whyFailed(program: string, { code, err }: Ran): string {
  if (code === notInstalled) return `${program} is not installed`;
  if (code === 124) return `${program} took too long`;
  const said = err.split('\n').find(line => line.trim() !== '' && !line.startsWith('#'));
  return said?.trim() ?? `${program} ended with ${code}`;
}

/** Whether a program is there and ends well with these arguments. */
export const works = (program: string, ...args: readonly string[]): boolean =>
  runProgram(program, args).code === 0;

/** A program that prompts for one line after the other. */
export interface Talk {
  /** What it says to a line, up to its next prompt; where it ends before that, what it has said until then. */
  readonly ask: (line: string) => Promise<string>;
  /** Lets it end where it has not; returns how it did, and what it said since its last prompt. */
  readonly close: () => Promise<Ran>;
}

/**
 * Starts one, as `startProgram` does; it is ended after `timeout` milliseconds, and when `ended` is aborted, whatever it is
 * about. Never rejects.
 */
export function startTalk(
  program: string,
  args: readonly string[],
  prompt: string,
  timeout: number,
  ended?: AbortSignal,
): Talk {
  const child = spawn(program, args, {
    env: environment(),
    killSignal: 'SIGKILL',
    detached: ended !== undefined,
    ...(ended && { signal: ended }),
  });
  endAfter(child, timeout);
  const err = collected(child.stderr);
  let [text, isOver, wake] = ['', false, (): void => {}];
  const over = new Promise<Omit<Ran, 'out'>>(resolve => {
    child.on('error', error => resolve(neverRan(program, error)));
    child.on('close', code => resolve({ code: code ?? 124, err: printed(err) }));
  }).finally(() => {
    isOver = true;
    wake();
  });
  // It may end before it has read a question.
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    wake();
  });
  const upToPrompt = async (): Promise<string> => {
    while (!isOver && !text.includes(prompt))
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    const [said = '', ...rest] = text.split(prompt);
    text = rest.join(prompt);
    return said;
  };
  // One question at a time, the first behind the first prompt.
  let last: Promise<string> = upToPrompt();
  return {
    ask: line => {
      last = last.then(() => {
        child.stdin.write(`${line}\n`);
        return upToPrompt();
      });
      return last;
    },
    close: async () => {
      await last;
      child.stdin.end();
      return { ...(await over), out: text };
    },
  };
}
