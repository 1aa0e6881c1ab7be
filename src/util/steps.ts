import { setImmediate } from 'node:timers/promises';

/** Work that takes long in all, in steps that each take some 20 ms at most: it yields between two of them. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Small pieces of work, such as lines, that make one step. */
export const piecesPerStep = 8_192;

/** Does it all now, where nothing else waits. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Does it while sockets, timers and signals have their turn between two steps. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await setImmediate();
  }
}
