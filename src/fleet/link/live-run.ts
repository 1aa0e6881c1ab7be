import type { Read } from './fetch.ts';

/** The messages of a stream that came live, as long as each has the next number. */
export interface LiveRun {
  add(sequence: number): void;
  /** Forgets them: the stream is another one. */
  clear(): void;
  /** How far is read, when they go on from where it was. */
  onward(read: Read): Read;
}

/** What came live need not be fetched: each message would cross the network twice. */
export function createLiveRun(): LiveRun {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    add: sequence => {
      if (sequence !== last + 1) first = sequence;
      last = sequence;
    },
    clear: () => {
      [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    },
    onward: read => (first <= read.sequence + 1 && last > read.sequence ? { ...read, sequence: last } : read),
  };
}
