import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends what would last for ever (milliseconds). It is no measure of anything: what a test waits for is a condition, and
 * on a machine that is busy with other work it comes true later.
 */
export const forEver = 180_000;

/** Longest pause between two questions that cost next to nothing (milliseconds). */
const longestPause = 100;
/** And behind one that starts a program: twice what it took, so that what is waited for has the processor meanwhile. */
const longestRest = 500;

/** Asks until the answer is not false, and returns it. `what` says what was waited for, where it never comes. */
export async function until<T>(
  ask: () => T | false | Promise<T | false>,
  what: string | (() => string),
): Promise<T> {
  const end = Date.now() + forEver;
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPause)) {
    const asked = Date.now();
    const found = await ask();
    if (found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await sleep(Math.max(pause, Math.min(2 * (Date.now() - asked), longestRest)));
  }
}
