import { setFlagsFromString } from 'node:v8';
import type { Steps } from './steps.ts';

const knowsBudget = process.versions.node.startsWith('20.');
/** Bytes of bytecode that a function runs before V8 thinks of compiling it; its own value for that is 132 KiB. */
const setBudget = (bytes: number): void => setFlagsFromString(`--interrupt-budget=${bytes}`);
const thriftyBudget = 20_000_000;
let isThrifty = false;

/** Lets V8 compile as ever what is met first in this work: it goes over every line of what may be long lists. */
export function* compiled<T>(work: Steps<T>): Steps<T> {
  if (!isThrifty || !knowsBudget) return yield* work;
  setBudget(132 * 1024);
  try {
    return yield* work;
  } finally {
    setBudget(thriftyBudget);
  }
}

/**
 * Asks V8 to stay small, for a process that idles for months. To be called before the bulk of the program is loaded:
 * memory that was once taken is not given back.
 */
export function stayThrifty(): void {
  // Node 20's optimising compiler alone is 4 MB of code, which the few calls of an idle sentry are not worth. Under a
  // storm the budget is spent within a second, and the hot path is compiled as ever. Later versions do not know the flag.
  if (knowsBudget) setBudget(thriftyBudget);
  isThrifty = true;
  keepYoungSmall();
}

/** Room for short-lived objects stays at 1 MB; it would be doubled at the start already and then stand empty. */
export const keepYoungSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');
