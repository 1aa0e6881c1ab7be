import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A long-running program and what it has said. */
export interface Child {
  readonly pid: number;
  /** Standard output and standard error, as they came. */
  output(): string;
  /** Waits until the output holds it; fails with the output when the time is over or the program ends before. */
  waitFor(what: string | RegExp, timeout?: number): Promise<void>;
  /** Asks it to end, then makes it; answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a program. Whoever starts it stops it, by its id. */
export function startChild(command: readonly [string, ...string[]]): Child {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (data: Buffer): void => {
    output += data.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.on('error', error => {
    output += String(error);
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    waitFor: (what, timeout = 20_000) =>
      until(() => holds(output, what) || (ended(child) && 'ended'), timeout).then(
        found => assert.notEqual(found, 'ended', `${command.join(' ')} ended before ${what}:\n${output}`),
        () => assert.fail(`${command.join(' ')}: waited in vain for ${what}:\n${output}`),
      ),
    stop: signal => stop(child, signal ?? 'SIGTERM'),
  };
}

/** Polls until the answer is true or a text, and answers it; throws when the time is over. */
export async function until<T>(
  answer: () => T | false | Promise<T | false>,
  timeout = 20_000,
  what = 'the condition',
): Promise<T> {
  for (const end = Date.now() + timeout; ; await sleep(50)) {
    const found = await answer();
    if (found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain for ${what}`);
  }
}

const holds = (text: string, what: string | RegExp): boolean =>
  typeof what === 'string' ? text.includes(what) : what.test(text);

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.pid === undefined || ended(child)) return child.exitCode;
  const closed = once(child, 'close');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await closed;
  clearTimeout(timer);
  return child.exitCode;
}
