import { type Block, blockKinds, countIn } from './blocks.ts';
import { readLine } from './line-record.ts';
import { readTracker, type TrackerRecord } from './tracker-blocks.ts';

/** What a sentry before this one remembered of sources. Its blocks are sound, and are taken apart where they are wanted. */
export interface Remembered {
  readonly tracker: TrackerRecord | undefined;
  /** For `Repeats.recall`. */
  readonly lines: readonly Block[];
}

const known: readonly number[] = Object.values(blockKinds);
const { lines, networkLines } = blockKinds;

/** Throws RangeError where the blocks make no sense. */
export function readRemembered(blocks: readonly Block[]): Remembered {
  if (blocks.some(({ kind }) => !known.includes(kind))) throw new RangeError('A block of an unknown kind');
  for (const kind of [lines, networkLines]) countIn(blocks, kind, readLine);
  return {
    tracker: readTracker(blocks),
    lines: blocks.filter(({ kind }) => kind === lines || kind === networkLines),
  };
}
