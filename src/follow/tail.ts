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
export const tail = (path: string, options: TailOptions): Following => new Follower(path, options);

class Follower implements Following {
  readonly #path: string;
  readonly #options: TailOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #end = new AbortController();
  #current: LineTail | undefined;
  #looking: Promise<void> | undefined;
  #from: TailOptions['from'];
  /** The inode of a file that failed when it was read in part: its lines must not come twice. */
  #begun: number | null = null;
  #reported: string | undefined;
  #dropped = 0;

  constructor(path: string, options: TailOptions) {
    this.#path = path;
    this.#options = options;
    this.#from = options.from;
    // This timer is what keeps the process waiting for a file that does not exist; stop() ends it.
    this.#timer = setInterval(() => this.#poll(), options.pollEvery ?? 1000);
    this.#poll();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    clearInterval(this.#timer);
    this.#close();
    await this.#looking;
  }

  dropped(): number {
    return this.#dropped + (this.#current?.dropped ?? 0);
  }

  #poll(): void {
    if (this.#current !== undefined) this.#current.poke();
    else this.#looking ??= this.#look();
  }

  async #look(): Promise<void> {
    try {
      const { ino } = await stat(this.#path);
      if (!this.#end.signal.aborted) this.#open(ino === this.#begun ? 'end' : this.#from);
    } catch (error) {
      this.#fail(error);
      if (errorCode(error) === 'ENOENT') await this.#readOlder();
    }
    this.#looking = undefined;
  }

  #open(from: TailOptions['from']): void {
    const opened = new LineTail(this.#path, from, this.#options.onLine);
    this.#current = opened;
    this.#begun = null;
    opened.on('eof', () => {
      this.#reported = undefined;
      this.#from = 'start';
    });
    opened.on('problem', this.#options.onProblem);
    opened.on('error', (error: Error) => {
      if (this.#current === opened) this.#fail(error);
    });
    opened.start();
  }

  #close(): void {
    const closed = this.#current;
    if (closed === undefined) return;
    if (closed.begun) this.#begun = closed.ino;
    // It found no next file to go over to: what was rotated away since is still to be read.
    this.#from = closed.left?.written ?? this.#from;
    this.#dropped += closed.dropped;
    this.#current = undefined;
    closed.halt();
  }

  #fail(error: unknown): void {
    this.#close();
    const code = errorCode(error);
    if (this.#end.signal.aborted || (code !== undefined && code === this.#reported)) return;
    this.#reported = code;
    this.#options.onProblem(error instanceof Error ? error : new Error(String(error)));
  }

  /** The log is missing: what its siblings hold is all there is, and whatever appears later is new. */
  async #readOlder(): Promise<void> {
    const after = this.#from;
    this.#from = 'start';
    if (typeof after !== 'number') return;
    const { onLine, onProblem } = this.#options;
    const { signal } = this.#end;
    const lines = splitter(line => {
      if (!signal.aborted) onLine(line);
    });
    const span = { after, upTo: Number.POSITIVE_INFINITY, except: [] };
    this.#from = await readRotated(this.#path, span, { lines, onProblem, signal });
    this.#dropped += lines.dropped();
  }
}
