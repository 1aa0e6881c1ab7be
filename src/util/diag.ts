/** Messages about ourselves, to standard error: with systemd's priority when it is listening. */

const levels = { error: 3, warning: 4, notice: 5, info: 6 } as const;
export type Level = keyof typeof levels;

/** Writes a line for each line of the message. Under systemd (JOURNAL_STREAM is set) with `<N>`, see sd-daemon(3). */
export function diag(level: Level, message: string): void {
  const prefix = process.env['JOURNAL_STREAM'] === undefined ? '' : `<${levels[level]}>`;
  const word = level === 'error' || level === 'warning' ? `${level}: ` : '';
  const lines = message.split('\n').map(line => `${prefix}portjail: ${word}${line}\n`);
  process.stderr.write(lines.join(''));
}
