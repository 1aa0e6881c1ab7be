import type { Endings } from '../../sys/netlink/endings.ts';
import type { OnEnding } from '../../sys/netlink/sock-diag.ts';
import { longestTurn, nextTurn } from './endings-pace.ts';

/** Hears of connections that end, in turns and pauses. */
export interface EndingsFollower {
  /** Hears what has come since the last turn, for a question that cannot wait for the next. */
  hear(): void;
  stop(): void;
}

/**
 * Listens until it is stopped. What cannot be read any more ends it: `onFailure` gets the error.
 * @param random 0 to 1: pauses differ, so that no client keeps step with them
 */
export function followEndings(
  endings: Endings,
  onEnding: OnEnding,
  onFailure: (error: unknown) => void,
  random: () => number = Math.random,
): EndingsFollower {
  let timer: NodeJS.Timeout | undefined;
  let [began, heard, lost] = [performance.now(), 0, false];
  const stop = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    endings.close();
  };
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      stop();
      onFailure(error);
    }
  };
  const hear = (): void =>
    attempt(() => {
      const more = endings.read((...ending) => {
        heard++;
        onEnding(...ending);
      });
      lost ||= more;
    });
  const after = (milliseconds: number, work: () => void): void => {
    // It keeps no program alive that has nothing else to do.
    if (timer !== undefined) timer = setTimeout(() => attempt(work), milliseconds).unref();
  };
  const listen = (milliseconds: number): void => {
    [began, heard, lost] = [performance.now(), 0, false];
    after(milliseconds, turn);
  };
  const turn = (): void => {
    hear();
    if (timer === undefined) return;
    const next = nextTurn(Math.max(1, performance.now() - began), heard, lost);
    if (next.rest === 0) {
      listen(next.listen);
      return;
    }
    endings.leave();
    after(next.rest * (0.5 + random()), () => {
      endings.join();
      listen(next.listen);
    });
  };
  timer = setTimeout(() => attempt(turn), longestTurn).unref();
  return {
    hear: () => {
      if (timer !== undefined) hear();
    },
    stop,
  };
}
