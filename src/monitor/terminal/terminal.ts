import type { Size } from '../screen/look.ts';

/** The terminal that standard output is. */
export interface Terminal {
  readonly size: () => Size;
  readonly isOurs: () => boolean;
  /** Takes the whole screen, and each key as it is pressed. */
  take(): void;
  /** Leaves everything as it was found. May be called at any time, and more than once. */
  giveBack(): void;
  write(text: string): void;
}

/** xterm's private modes (ctlseqs): the alternate screen; the cursor; lines that go on in the next one. */
const [enter, leave] = ['\x1b[?1049h\x1b[?25l\x1b[?7l', '\x1b[m\x1b[?7h\x1b[?25h\x1b[?1049l'];

export function createTerminal(
  output: NodeJS.WriteStream = process.stdout,
  input: NodeJS.ReadStream = process.stdin,
): Terminal {
  let isOurs = false;
  // On Linux what is written to a terminal is written before the call returns.
  return {
    size: () => ({ columns: output.columns, rows: output.rows }),
    isOurs: () => isOurs,
    take() {
      if (isOurs) return;
      isOurs = true;
      if (input.isTTY) input.setRawMode(true);
      output.write(enter);
    },
    giveBack() {
      if (!isOurs) return;
      isOurs = false;
      output.write(leave);
      if (input.isTTY) input.setRawMode(false);
    },
    write(text) {
      if (isOurs && text !== '') output.write(text);
    },
  };
}
