import { diag } from './diag.ts';
import { errorMessage } from './errors.ts';

/** Each message is said again after so long at the earliest (milliseconds), and so many are told apart. */
const sayAgainAfter = 60_000;
const mostTold = 32;

/**
 * Says what fails in something that goes on all the same: a sentry must not end because descriptors or memory were short
 * for a moment, nor fill the journal with the words for it.
 * @param now a clock in milliseconds that never goes back
 */
export function createComplaint(name: string, now = () => performance.now()): (error: unknown) => void {
  const saidAt = new Map<string, number>();
  return error => {
    const message = errorMessage(error);
    const last = saidAt.get(message);
    if (last === undefined ? saidAt.size >= mostTold : now() - last < sayAgainAfter) return;
    saidAt.set(message, now());
    diag('error', `${name}: ${message}; going on`);
  };
}

/** The work, which never throws: what it would have thrown is said. For callbacks of the kernel, timers and signals. */
export function steady(name: string, work: () => void): () => void {
  const complain = createComplaint(name);
  return () => {
    try {
      work();
    } catch (error) {
      complain(error);
    }
  };
}

/** Does `work` once, so many milliseconds later. What it throws is said. */
export const later = (milliseconds: number, name: string, work: () => void): NodeJS.Timeout =>
  setTimeout(steady(name, work), milliseconds);

/**
 * From now on what nobody caught is said and ends nothing, rejections too, until what is returned is called. The last
 * resort of a running sentry: whatever can fail is caught where it fails, so that nothing is left half done.
 */
export function outliveErrors(): () => void {
  const complain = createComplaint('an error that nobody expected');
  const heard = (error: unknown): void =>
    complain(
      error instanceof Error && error.stack !== undefined ? new Error(error.stack, { cause: error }) : error,
    );
  process.on('uncaughtException', heard);
  return () => void process.off('uncaughtException', heard);
}
