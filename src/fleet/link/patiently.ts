import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../../util/errors.ts';

/** The pauses after a failure (milliseconds) grow to this. */
const [shortest, longest] = [500, 15_000];

/**
 * Does `work`, which goes on until `ended`, again whenever it fails: a hub without its stream, or one that takes nothing for
 * lack of room, may have it in a minute. `tell` hears why, and '' when the work has gone well for once.
 */
export async function patiently(
  work: (well: () => void) => Promise<void>,
  tell: (why: string) => void,
  ended: AbortSignal,
): Promise<void> {
  let pause = shortest;
  const well = (): void => {
    pause = shortest;
    tell('');
  };
  while (!ended.aborted) {
    try {
      await work(well);
    } catch (error) {
      if (!ended.aborted) tell(errorMessage(error));
      await sleep(pause * (0.5 + Math.random()), undefined, { signal: ended }).catch(() => {});
      pause = Math.min(pause * 2, longest);
    }
  }
}
