import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { errorCode } from '../util/errors.ts';
import { LineTail } from './line-tail.ts';
import { readRotated } from './rotated.ts';
import { splitter } from './split.ts';

export interface TailOptions {
  /**
   * Where to begin in a file that is there already; one that appears later is read from its start. A time
   * (milliseconds since the epoch) is the start, with the rotated siblings that were written to since before it.
   */
  readonly from: 'start' | 'end' | number;
  readonly onLine: (line: string) => void;
  /** Told once when the file is missing or cannot be read (ENOENT, EACCES ...), again only after it could be. */
  readonly onProblem: (error: Error) => void;
  /** Milliseconds between looks without an event. @default 1000 */
  readonly pollEvery?: number;
}

export interface Following {
  /** No line comes after the call, and nothing of it keeps the process alive after the promise. */
  stop(): Promise<void>;
  /** How many lines were too long to be taken. */
  dropped(): number;
}

/**
 * Follows the file of that name until it is stopped: over rename, copytruncate, deletion, and the time in which the
 * file or its directory does not exist. Lines come whole, without their newline.
 */
export function tail(path: string, options: TailOptions): Following {
  let current: LineTail | undefined;
  let from = options.from;
  let begun: number | null = null;
  let reported: string | undefined;
  let dropped = 0;
  const end = new AbortController();
  let looking: Promise<void> | undefined;

  function open(stats: Stats): void {
    // After a read error in the middle of a file its lines must not come twice.
    const opened = new LineTail(path, stats.ino === begun ? 'end' : from, options.onLine);
    current = opened;
    opened.on('eof', () => {
      reported = undefined;
      from = 'start';
    });
    opened.on('problem', options.onProblem);
    opened.on('error', (error: Error) => {
      if (current === opened) fail(error);
    });
    opened.start();
  }

  function close(): void {
    if (current === undefined) return;
    begun = current.begun ? current.ino : begun;
    dropped += current.dropped;
    current.halt();
    current = undefined;
  }

  function fail(error: unknown): void {
    close();
    const code = errorCode(error);
    if (end.signal.aborted || (code !== undefined && code === reported)) return;
    reported = code;
    options.onProblem(error instanceof Error ? error : new Error(String(error)));
  }

  async function look(): Promise<void> {
    try {
      const stats = await stat(path);
      if (!end.signal.aborted) open(stats);
    } catch (error) {
      fail(error);
      if (errorCode(error) === 'ENOENT') await readOlder();
    }
    looking = undefined;
  }

  /** The log is missing: what its siblings hold is all there is, and whatever appears later is new. */
  async function readOlder(): Promise<void> {
    const after = from;
    from = 'start';
    if (typeof after !== 'number') return;
    const lines = splitter(line => {
      if (!end.signal.aborted) options.onLine(line);
    });
    const span = { after, upTo: Number.POSITIVE_INFINITY, except: [] };
    await readRotated(path, span, { lines, onProblem: options.onProblem, signal: end.signal });
    dropped += lines.dropped();
  }

  function poll(): void {
    if (current !== undefined) current.poke();
    else looking ??= look();
  }

  // This timer is what keeps the process waiting for a file that does not exist; stop() ends it.
  const timer = setInterval(poll, options.pollEvery ?? 1000);
  poll();
  return {
    async stop() {
      end.abort();
      clearInterval(timer);
      close();
      await looking;
    },
    dropped: () => dropped + (current?.dropped ?? 0),
  };
}
