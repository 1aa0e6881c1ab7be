import { closeSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The lines of a log as they come, read every millisecond. */
export function openLines(file: string) {
  const fd = openSync(file, 'r');
  const buffer = Buffer.alloc(1 << 16);
  let [text, at, readAt] = ['', 0, 0];
  const read = (): void => {
    const size = readSync(fd, buffer, 0, buffer.length, at);
    if (size === 0) return;
    at += size;
    readAt = performance.timeOrigin + performance.now();
    text += buffer.toString('latin1', 0, size);
  };
  return {
    /** Returns the next line that has all of these words and the time at which it was there; rejects after five seconds. */
    until: async (...words: readonly string[]): Promise<{ line: string; time: number }> => {
      for (const start = performance.now(); performance.now() - start < 5_000; await sleep(1)) {
        read();
        for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
          const line = text.slice(0, end);
          text = text.slice(end + 1);
          if (words.every(word => line.includes(word))) return { line, time: readAt };
        }
      }
      throw new RangeError(`There is no line with ${words.join(' and ')}`);
    },
    close: () => closeSync(fd),
  };
}

export type Lines = ReturnType<typeof openLines>;
