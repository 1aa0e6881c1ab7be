import { type Stats, stat } from 'node:fs';
import { basename } from 'node:path';
import Tail from 'tail-file';
import { type Splitter, splitter } from './split.ts';

/**
 * tail-file with its faults mended from outside, and only for following: it reads one file from the start or the end
 * and goes over to the next one of that name. Events: `eof` when all is read, `error` once, after which it is done.
 */
export class LineTail extends Tail {
  readonly #splitter: Splitter;
  #halted = false;
  #drained = false;
  /** The present file has been read, in part or to its end. */
  begun = false;

  constructor(filename: string, startPos: 'start' | 'end', onLine: (line: string) => void) {
    super(filename, { startPos, encoding: 'latin1', _bufsize: 65536 });
    this.#splitter = splitter(line => {
      if (this.#halted) return;
      this.begun = true;
      onLine(line);
    });
  }

  /** Lines that were too long. */
  get dropped(): number {
    return this.#splitter.dropped();
  }

  /** Looks for news without an event: a symlink's target and a network file system send none. */
  poke(): void {
    this.checkDir('poke', basename(this.filename));
  }

  /** The end, at any moment. stop() of the package would leave a watcher behind when it was only just starting. */
  halt(): void {
    this.#halted = true;
    this.watcher?.close();
    this._stop();
  }

  override tryTail(filename: string): void {
    if (!this.#halted) super.tryTail(filename);
  }

  override startTail(filename: string): void {
    if (this.#halted) return;
    try {
      super.startTail(filename);
    } catch {
      // fs.watch throws when the directory is gone or the system has no watches left: poke() does without.
      this.started = filename;
      this.getLine();
    }
  }

  /** Never an older file in place of a missing one: this name answers ENOENT or ENOTDIR, which ends the attempt. */
  override getSecondary(): Promise<string> {
    return Promise.resolve(`${this.filename}/`);
  }

  /** The inode must be that of the open file. One from an earlier stat() may name the file that was renamed since. */
  override createReader(): void {
    if (!this.fd) this.ino = null;
    super.createReader();
  }

  /** Other files in a busy log directory are no reason to read ours. */
  override checkDir(type: string, name: string | null): void {
    const ours = name === null || name.startsWith(basename(this.filename));
    if (ours && this.fd && !this.#halted) super.checkDir(type, name);
  }

  /** All lines of a buffer at once: the package takes one a turn of the event loop. */
  override getLine(): void {
    const text = this.txt;
    this.txt = '';
    this.#splitter.push(text);
    this.readStuff();
  }

  override onEndOfFileForTail(): void {
    if (this.started === null || this.#halted) return;
    this.reading = true;
    stat(this.filename, (_error, stats) => {
      this.reading = false;
      if (this.started !== null && !this.#halted) this.#atEnd(stats);
    });
  }

  override _stop(): void {
    super._stop();
    this.#splitter.reset();
    this.#drained = false;
  }

  #atEnd(stats: Stats | undefined): void {
    const replaced = stats !== undefined && stats.ino !== this.ino && stats.size > 0;
    const truncated = stats !== undefined && stats.ino === this.ino && stats.size < this.pos;
    if (replaced && !this.#drained) {
      // The writer has moved on, but its last lines here may be younger than our read: one more look.
      this.#drained = true;
      this.readStuff();
    } else if (replaced || truncated) {
      this._stop();
      this.setBytePos(0);
      this.begun = false;
      this.start();
    } else if (this.readable) this.readStuff();
    else {
      this.begun = true;
      this.emit('eof');
    }
  }
}
