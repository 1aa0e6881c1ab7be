/** Shows on a terminal how far a work is; elsewhere nothing. */
export interface ProgressLine {
  /** How far, 0 to 1. */
  tell(share: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** On standard error, so that standard output is what was asked for and nothing else. */
export function progressLine(what: string): ProgressLine {
  if (!process.stderr.isTTY) return { tell: () => {}, clear: () => {} };
  let shown = '';
  const write = (text: string): void => {
    process.stderr.write(`\r${text.padEnd(shown.length)}${text === '' ? '\r' : ''}`);
    shown = text;
  };
  return {
    tell: share => write(`${what}: ${Math.floor(share * 100)} %`),
    clear: () => {
      if (shown !== '') write('');
    },
  };
}
