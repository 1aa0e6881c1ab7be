/** A longer line is dropped whole: nobody who writes logs writes it, and it must not fill our memory. */
export const maxLine = 65536;

/** Cuts text into lines; what is left waits for the next piece. */
export interface Splitter {
  /** @param isAscii whether it is known to hold nothing else, which saves a look at each character */
  push(piece: string, isAscii?: boolean): void;
  /** Forgets an unfinished line: another file begins. */
  reset(): void;
  /** How many lines were too long. */
  readonly dropped: () => number;
}

/**
 * A splitter for text that was read as latin1, one character a byte: a UTF-8 character that two reads share stays
 * whole, and only a piece that holds such bytes pays for decoding. CRLF counts as a newline.
 * @param wanted lines without any of these texts (ASCII) are passed over, which costs a tenth of taking them
 */
export function splitter(
  onLine: (line: string) => void,
  limit = maxLine,
  wanted: readonly string[] = [],
): Splitter {
  let rest = '';
  let skipping = false;
  let dropped = 0;

  function take(line: string, isAscii: boolean): void {
    if (line.length > limit) dropped++;
    else {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      onLine(isAscii ? text : decoded(text));
    }
  }

  /** The first line of a piece, which earlier ones began. */
  function finish(line: string): void {
    if (skipping) skipping = false;
    else if (isWanted(line, wanted)) take(line, false);
    rest = '';
  }

  function keep(tail: string): void {
    const tooLong = !skipping && tail.length > limit;
    if (tooLong) dropped++;
    skipping ||= tooLong;
    rest = skipping ? '' : tail;
  }

  /** Whole lines, from `start` to the last newline of the text. */
  function takeAll(text: string, start: number, isAscii: boolean): void {
    for (let at = start; at < text.length; ) {
      const end = text.indexOf('\n', at);
      take(text.slice(at, end), isAscii);
      at = end + 1;
    }
  }

  /** The same for those that are wanted: from one to the next, whatever stands between them. */
  function takeWanted(text: string, start: number, isAscii: boolean): void {
    const next = wanted.map(word => text.indexOf(word, start));
    for (let at = nearest(next); at >= 0; at = nearest(next)) {
      const end = text.indexOf('\n', at);
      take(text.slice(text.lastIndexOf('\n', at) + 1, end), isAscii);
      for (const [i, word] of wanted.entries())
        if ((next[i] ?? -1) >= 0 && (next[i] ?? 0) < end) next[i] = text.indexOf(word, end);
    }
  }

  return {
    push(piece, isAscii = !/[\x80-\xff]/.test(piece)) {
      const first = piece.indexOf('\n');
      if (first < 0) {
        keep(rest + piece);
        return;
      }
      finish(rest + piece.slice(0, first));
      const last = piece.lastIndexOf('\n') + 1;
      const lines = piece.slice(0, last);
      (wanted.length > 0 ? takeWanted : takeAll)(lines, first + 1, isAscii);
      keep(piece.slice(last));
    },
    reset() {
      rest = '';
      skipping = false;
    },
    dropped: () => dropped,
  };
}

const isWanted = (line: string, wanted: readonly string[]): boolean =>
  wanted.length === 0 || wanted.some(word => line.includes(word));

/** The smallest place that is one, or -1. */
const nearest = (places: readonly number[]): number =>
  places.reduce((best, place) => (place >= 0 && (best < 0 || place < best) ? place : best), -1);

const decoded = (line: string): string =>
  /[\x80-\xff]/.test(line) ? Buffer.from(line, 'latin1').toString() : line;
