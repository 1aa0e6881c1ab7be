import { printable } from './print.ts';

/** Messages about ourselves, to standard error: with systemd's priority when it is listening. */

const levels = { error: 3, warning: 4, notice: 5, info: 6 } as const;
export type Level = keyof typeof levels;

/** Writes a line for each line of the message. Under systemd (JOURNAL_STREAM is set) with `<N>`, see sd-daemon(3). */
export function diag(level: Level, message: string): void {
  const head = headOf(level);
  const lines = message.split('\n').map(line => `${head}${line}\n`);
  process.stderr.write(printable(lines.join('')));
}

/** The same for a message with lines to be copied, which stand as they are behind its first one. */
export function diagBlock(level: Level, message: string): void {
  process.stderr.write(printable(`${headOf(level)}${message}\n`));
}

function headOf(level: Level): string {
  const prefix = process.env['JOURNAL_STREAM'] === undefined ? '' : `<${levels[level]}>`;
  return `${prefix}portjail: ${level === 'error' || level === 'warning' ? `${level}: ` : ''}`;
}
