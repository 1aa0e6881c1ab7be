import { errorCode } from './errors.ts';

/**
 * The one way to people. Names, files and the words of other programs may hold what a terminal obeys (C0, DEL, C1 such as
 * U+009B), what turns text around (U+202E) or what is a line to some readers (U+2028).
 */

/** Unicode's control, format, private, unassigned and lone surrogate characters, and its separators of lines. */
const unfit = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * The text with all of those as `\uXXXX`, a character beyond U+FFFF as two of them, so that JSON stays what it is.
 * Newlines stay: messages of several lines are made here.
 */
export const printable = (text: string): string =>
  /^[ -~\n]*$/.test(text) ? text : text.replace(unfit, char => (char === '\n' ? char : escaped(char)));

const escaped = (char: string): string =>
  Array.from({ length: char.length }, (_, at) => `\\u${hex(char.charCodeAt(at))}`).join('');

const hex = (unit: number): string => unit.toString(16).padStart(4, '0');

/** The text on one line, for words of others that must not begin one of ours. */
export const oneLine = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, ' ');

/** Writes to standard output. Log lines do not pass here: addresses and numbers that we formatted are all they hold. */
export function print(text: string): void {
  process.stdout.write(printable(text));
}

/** Waits until standard output has taken what was printed: a reader may be slow, and what waits takes memory. */
export const printed = (): Promise<void> =>
  new Promise(resolve => {
    process.stdout.write('', () => resolve());
  });

let lost: (error: Error) => void = error => {
  // The reader of what we print (head, less) may stop early: no failure, and nothing is left to say.
  if (errorCode(error) !== 'EPIPE') throw error;
  process.exit();
};

/** Called with what keeps standard output from taking any more. */
export const outputLost = (error: Error): void => lost(error);

/** Has this done then, and the program goes on. */
export function onOutputLost(act: (error: Error) => void): void {
  lost = act;
}
