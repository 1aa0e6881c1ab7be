/** A longer line is dropped whole: nobody who writes logs writes it, and it must not fill our memory. */
export const maxLine = 65536;

/** Cuts text into lines; what is left waits for the next piece. */
export interface Splitter {
  push(piece: string): void;
  /** Forgets an unfinished line: another file begins. */
  reset(): void;
  /** How many lines were too long. */
  readonly dropped: () => number;
}

/**
 * A splitter for text that was read as latin1, one character a byte: a UTF-8 character that two reads share stays
 * whole, and only a line that holds such bytes pays for decoding. CRLF counts as a newline.
 */
export function splitter(onLine: (line: string) => void, limit = maxLine): Splitter {
  let rest = '';
  let skipping = false;
  let dropped = 0;

  function take(line: string): void {
    if (skipping) skipping = false;
    else if (line.length > limit) dropped++;
    else onLine(decoded(line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  function keep(tail: string): void {
    const tooLong = !skipping && tail.length > limit;
    if (tooLong) dropped++;
    skipping ||= tooLong;
    rest = skipping ? '' : tail;
  }

  return {
    push(piece) {
      const text = rest + piece;
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        take(text.slice(start, end));
        start = end + 1;
      }
      keep(text.slice(start));
    },
    reset() {
      rest = '';
      skipping = false;
    },
    dropped: () => dropped,
  };
}

const decoded = (line: string): string =>
  /[\x80-\xff]/.test(line) ? Buffer.from(line, 'latin1').toString() : line;
