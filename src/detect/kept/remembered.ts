import { type Block, blockKinds, recordsIn } from './blocks.ts';
import { type LineRecord, readLine } from './line-record.ts';
import { readTracker, type TrackerRecord } from './tracker-blocks.ts';

/** What a sentry before this one remembered of sources. */
export interface Remembered {
  readonly tracker: TrackerRecord | undefined;
  /** Those written last come first. */
  readonly lines: readonly LineRecord[];
  readonly networkLines: readonly LineRecord[];
}

const known: readonly number[] = Object.values(blockKinds);

/** Takes its blocks apart. Throws RangeError where they make no sense. */
export function readRemembered(blocks: readonly Block[]): Remembered {
  if (blocks.some(({ kind }) => !known.includes(kind))) throw new RangeError('A block of an unknown kind');
  return {
    tracker: readTracker(blocks),
    lines: recordsIn(blocks, blockKinds.lines, readLine),
    networkLines: recordsIn(blocks, blockKinds.networkLines, readLine),
  };
}
