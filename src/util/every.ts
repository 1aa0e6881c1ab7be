import { diag } from './diag.ts';
import { errorMessage } from './errors.ts';

/**
 * Does `work` every so many milliseconds. What it throws is said, once for each message in a row, and tried again: a
 * sentry must not end because descriptors or memory were short for a moment.
 */
export function every(milliseconds: number, name: string, work: () => void): NodeJS.Timeout {
  let said = '';
  return setInterval(() => {
    try {
      work();
      said = '';
    } catch (error) {
      const message = errorMessage(error);
      if (message !== said) diag('error', `${name}: ${message}; trying again`);
      said = message;
    }
  }, milliseconds);
}
