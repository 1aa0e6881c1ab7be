import { diag } from './diag.ts';
import { errorMessage } from './errors.ts';

/** A timer that runs only while there is something to do. */
export interface Needed {
  /** Runs it, if it does not run yet. */
  start(): void;
  stop(): void;
}

/** As `every` from `start()` on, until `work` returns false. */
export function whileNeeded(milliseconds: number, name: string, work: () => boolean): Needed {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    start: () => {
      timer ??= every(milliseconds, name, () => {
        if (timer !== undefined && !work()) stop();
      });
    },
    stop,
  };
}

/**
 * Does `work` every so many milliseconds. What it throws is said, once for each message in a row, and tried again: a
 * sentry must not end because descriptors or memory were short for a moment. That it works again is said once, too.
 */
export function every(milliseconds: number, name: string, work: () => void): NodeJS.Timeout {
  let said = '';
  return setInterval(() => {
    try {
      work();
      if (said !== '') diag('notice', `${name}: works again`);
      said = '';
    } catch (error) {
      const message = errorMessage(error);
      if (message !== said) diag('error', `${name}: ${message}; trying again`);
      said = message;
    }
  }, milliseconds);
}
