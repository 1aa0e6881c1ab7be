import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { tail } from '../../src/follow/tail.ts';
import { errorCode } from '../../src/util/errors.ts';
import { until } from '../support/until.ts';

/** How often the tails of these tests look without an event (milliseconds). */
const pollEvery = 50;

/** A directory of its own, a tail on one file in it, and what came of it. */
export function start(
  t: TestContext,
  options: { from?: 'start' | 'end' | number; folder?: string; file?: string; content?: string } = {},
) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'portjail-tail-'));
  const file = join(folder, options.file ?? 'a.log');
  if (options.content !== undefined) writeFileSync(file, options.content);
  const lines: string[] = [];
  const problems: (string | undefined)[] = [];
  const following = tail(file, {
    from: options.from ?? 'start',
    onLine: line => lines.push(line),
    onProblem: error => problems.push(errorCode(error)),
    pollEvery,
  });
  t.after(async () => {
    await following.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, file, lines, problems, following };
}

/**
 * Lets the tail look a few times more, so that what comes too much has come. On a machine of any speed: its timer is of
 * the same length as this one and of the same event loop, so it fires as often.
 */
export async function looks(): Promise<void> {
  for (let i = 0; i < 3; i++) await sleep(pollEvery);
}

/** Writes line after line until one has come: from then on the tail follows the file. Returns those that must come. */
export async function followed(file: string, lines: readonly string[]): Promise<string[]> {
  let written = 0;
  await until(() => {
    appendFileSync(file, `line ${written++}\n`);
    return lines.length > 0;
  }, 'a line');
  const first = Number(/^line (\d+)$/.exec(lines[0] ?? '')?.[1]);
  return numbered(first, written - first);
}

export const numbered = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `line ${first + i}`);

/** Exactly these lines, in this order, none lost and none twice. */
export async function expectLines(lines: readonly string[], expected: readonly string[]): Promise<void> {
  await until(
    () => lines.length >= expected.length,
    () => `${expected.length} lines, got ${lines.length}`,
  );
  await looks();
  assert.deepEqual(lines, expected);
}

/** Lets time pass within one turn of the event loop: files written before and after have different times. */
export const block = (milliseconds: number): unknown =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
