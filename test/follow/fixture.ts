import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { tail } from '../../src/follow/tail.ts';
import { errorCode } from '../../src/util/errors.ts';

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
    pollEvery: 50,
  });
  t.after(async () => {
    await following.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, file, lines, problems, following };
}

/** Waits until it holds; the time-out is generous because the machine may be busy. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 15_000; !holds(); await sleep(5))
    if (Date.now() > end) assert.fail(`waited in vain for ${what}`);
}

export const numbered = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `line ${first + i}`);

/** Exactly these lines, in this order, none lost and none twice; the pause is for what comes too much. */
export async function expectLines(lines: readonly string[], expected: readonly string[]): Promise<void> {
  await until(() => lines.length >= expected.length, `${expected.length} lines, got ${lines.length}`);
  await sleep(120);
  assert.deepEqual(lines, expected);
}

/** Lets time pass within one turn of the event loop: files written before and after have different times. */
export const block = (milliseconds: number): unknown =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
