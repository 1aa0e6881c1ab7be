/** Messages about ourselves, to standard error: one line each, with systemd's priority when it is listening. */

const levels = { error: 3, warning: 4, notice: 5, info: 6 } as const;
export type Level = keyof typeof levels;

/** Writes one line. Under systemd (JOURNAL_STREAM is set) it starts with `<N>`, see sd-daemon(3). */
export function diag(level: Level, message: string): void {
  const text = message.replaceAll('\n', ' ');
  const prefix = process.env['JOURNAL_STREAM'] === undefined ? '' : `<${levels[level]}>`;
  const word = level === 'error' || level === 'warning' ? `${level}: ` : '';
  process.stderr.write(`${prefix}portjail: ${word}${text}\n`);
}
