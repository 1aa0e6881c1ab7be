import { closeSync, fstatSync, type Stats, stat } from 'node:fs';
import { basename } from 'node:path';
import Tail from 'tail-file';
import { openPlain } from '../util/files/plain-file.ts';
import { readRotated } from './rotated.ts';
import { type Splitter, splitter } from './split.ts';

/** The file that was followed before: siblings that were written later were rotated away before we saw them. */
interface Left {
  readonly written: number;
  readonly inode: number | null;
}

/**
 * tail-file with its faults corrected from outside, and only for following: it reads one file from the start or the end
 * and goes over to the next one of that name. Events: `eof` when all is read, `problem` when a rotated file cannot be
 * read, `error` after which it is done.
 */
export class LineTail extends Tail {
  readonly #splitter: Splitter;
  readonly #end = new AbortController();
  #drained = false;
  /** Set while the next file is not open yet: what a reader that goes on from here must not miss. */
  left: Left | undefined;
  /** The present file has been read, in part or to its end. */
  begun = false;

  /** From a time (milliseconds since the epoch) on: first the siblings that were written to since. */
  constructor(filename: string, from: 'start' | 'end' | number, onLine: (line: string) => void) {
    const startPos = from === 'end' ? 'end' : 'start';
    super(filename, { startPos, encoding: 'latin1', _bufsize: 65536 });
    if (typeof from === 'number') this.left = { written: from, inode: null };
    this.#splitter = splitter(line => {
      if (this.#end.signal.aborted) return;
      this.begun = true;
      onLine(line);
    });
  }

  /** Lines that were too long. */
  get dropped(): number {
    return this.#splitter.dropped();
  }

  /** Looks for news without an event: a network file system sends none. */
  poke(): void {
    this.checkDir('poke', basename(this.filename));
  }

  /** The end, at any moment. stop() of the package would leave a watcher behind when it was only just starting. */
  halt(): void {
    this.#end.abort();
    this.watcher?.close();
    this._stop();
  }

  /** What was begun before the end may fail after it: that is nobody's business. */
  override onError(error: Error): void {
    if (!this.#end.signal.aborted) super.onError(error);
  }

  override startTail(filename: string): void {
    if (this.#end.signal.aborted) return;
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

  /** The package would wait at a pipe, where no signal reaches it. The caller goes on meanwhile, as it expects. */
  override createReader(): void {
    if (this.fd) return;
    this.fd = 'init';
    setImmediate(() => {
      if (this.fd === 'init') this.#openFile();
    });
  }

  /** The inode must be that of the open file. One from an earlier stat() may name the file that was renamed since. */
  #openFile(): void {
    try {
      const descriptor = openPlain(this.filename, { links: 'none' });
      this.ino = fstatSync(descriptor).ino;
      this.onCreateReader(descriptor);
    } catch (error) {
      this.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Before a file is read: what was rotated away between the last one and this one, which can no longer get lost. */
  override onCreateReader(descriptor: number): void {
    this.#readMissed(descriptor).then(
      () => {
        if (this.#end.signal.aborted) closeSync(descriptor);
        else super.onCreateReader(descriptor);
      },
      error => {
        closeSync(descriptor);
        this.onError(error);
      },
    );
  }

  async #readMissed(descriptor: number): Promise<void> {
    if (this.left === undefined) return;
    const { written, inode } = this.left;
    this.left = undefined;
    const upTo = fstatSync(descriptor).mtimeMs;
    await readRotated(
      this.filename,
      { after: written, upTo, except: [inode, this.ino] },
      {
        lines: this.#splitter,
        onProblem: error => this.emit('problem', error),
        signal: this.#end.signal,
      },
    );
  }

  /** Other files in a busy log directory are no reason to read ours. */
  override checkDir(type: string, name: string | null): void {
    const ours = name === null || name.startsWith(basename(this.filename));
    if (ours && this.fd && !this.#end.signal.aborted) super.checkDir(type, name);
  }

  /** All lines of a buffer at once: the package takes one a turn of the event loop. */
  override getLine(): void {
    const text = this.txt;
    this.txt = '';
    this.#splitter.push(text);
    this.readStuff();
  }

  override onEndOfFileForTail(): void {
    if (this.started === null || this.#end.signal.aborted) return;
    this.reading = true;
    stat(this.filename, (_error, stats) => {
      this.reading = false;
      if (this.started !== null && !this.#end.signal.aborted) this.#atEnd(stats);
    });
  }

  override _stop(): void {
    super._stop();
    this.#splitter.reset();
    this.#drained = false;
  }

  #atEnd(stats: Stats | undefined): void {
    // A pipe or a device in its place is opened, to be refused and told.
    const replaced = stats !== undefined && stats.ino !== this.ino && (stats.size > 0 || !stats.isFile());
    const truncated = stats !== undefined && stats.ino === this.ino && stats.size < this.pos;
    if (replaced && !this.#drained) {
      // The writer has moved on, but its last lines here may be younger than our read: one more look.
      this.#drained = true;
      this.readStuff();
    } else if (replaced || truncated) {
      if (replaced && typeof this.fd === 'number')
        this.left = { written: fstatSync(this.fd).mtimeMs, inode: this.ino };
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
