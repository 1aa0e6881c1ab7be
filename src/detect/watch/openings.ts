import { whileNeeded } from '../../util/every.ts';
import type { Touch } from './touch.ts';
import { createUnfinished, type Unfinished } from './unfinished.ts';

/** Packets that may open a connection to a decoy, held for as long as their handshake may take. */
export interface Openings extends Pick<Unfinished, 'finished'> {
  /** @param time milliseconds since the epoch */
  readonly opened: (touch: Touch, time: number) => void;
  /** Hands over what still waits. */
  readonly stop: () => void;
}

/** Those whose time is over are looked for this often while there are any (milliseconds). */
const releaseEvery = 100;

/** @param onUnfinished as of `createUnfinished` */
export function createOpenings(onUnfinished: (touch: Touch, time: number) => void): Openings {
  const unfinished = createUnfinished(onUnfinished);
  let looked = Number.NEGATIVE_INFINITY;
  const timer = whileNeeded(releaseEvery, 'waiting for handshakes', () => {
    // As of the last time: in between every socket had its turn, so that what was finished in time has been told.
    unfinished.release(looked);
    looked = performance.now();
    return unfinished.size() > 0;
  });
  return {
    opened: (touch, time) => {
      unfinished.opened(touch, time, performance.now());
      timer.start();
    },
    finished: unfinished.finished,
    stop: () => {
      timer.stop();
      unfinished.release();
    },
  };
}
