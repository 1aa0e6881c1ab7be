import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { forEver, until } from '../../support/until.ts';

/** A long-running program and what it has said. */
export interface Child {
  readonly pid: number;
  /** Standard output and standard error, as they came. */
  output(): string;
  /** Waits until the output holds it; fails with the output when the program ends before. */
  waitFor(what: string | RegExp): Promise<void>;
  /** Asks it to end and returns its exit code. */
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
  // Not before all that it said has been read.
  let closed = false;
  child.once('close', () => {
    closed = true;
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    waitFor: async what => {
      const said = (): string => `${what} of ${command.join(' ')}, which says:\n${output}`;
      const found = await until(() => holds(output, what) || (closed && 'closed'), said);
      assert.notEqual(found, 'closed', `it ended before ${said()}`);
    },
    stop: signal => stop(child, signal ?? 'SIGTERM'),
  };
}

const holds = (text: string, what: string | RegExp): boolean =>
  typeof what === 'string' ? text.includes(what) : what.test(text);

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.pid === undefined || ended(child)) return child.exitCode;
  const closed = once(child, 'close');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), forEver);
  await closed;
  clearTimeout(timer);
  return child.exitCode;
}
