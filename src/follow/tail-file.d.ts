/** The package has no types. These are the parts that line-tail.ts uses or replaces, named as the package names them. */
declare module 'tail-file' {
  import type { EventEmitter } from 'node:events';
  import type { FSWatcher } from 'node:fs';

  class Tail extends EventEmitter {
    constructor(
      filename: string,
      options: { startPos: 'start' | 'end'; encoding: 'latin1'; _bufsize: number },
    );
    readonly filename: string;
    started: string | null;
    startPos: 'start' | 'end' | number;
    /** The offset of the next byte to read. */
    pos: number;
    fd: number | 'init' | null | undefined;
    /** Null until it is known; asked from the open descriptor then. */
    ino: number | null;
    reading: boolean;
    /** A change was seen while a read was under way. */
    readable: boolean;
    /** What was read and not yet taken. */
    txt: string;
    watcher: FSWatcher | null | undefined;
    start(filename?: string): void;
    startTail(filename: string): void;
    getSecondary(): Promise<string>;
    createReader(): void;
    /** Called with the open descriptor; reading begins with it. */
    onCreateReader(descriptor: number): void;
    readStuff(): void;
    getLine(): void;
    onEndOfFileForTail(): void;
    checkDir(type: string, name: string | null): void;
    setBytePos(position: number): void;
    _stop(): void;
    /** Stops, and emits `error`. */
    onError(error: Error): void;
  }
  export = Tail;
}
