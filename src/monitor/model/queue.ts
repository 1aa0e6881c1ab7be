/** Hands on what comes, at once or once a pause is over. */
export interface Queue<T> {
  add(one: T): void;
  readonly pause: (isPaused: boolean) => void;
  /** How many wait; undefined without a pause. */
  readonly waiting: () => number | undefined;
}

/** A pause ends by itself when `most` wait: nothing is lost. */
export function createQueue<T>(most: number, take: (one: T) => void): Queue<T> {
  let waiting: T[] | undefined;
  const pause = (isPaused: boolean): void => {
    const were = waiting ?? [];
    waiting = isPaused ? were : undefined;
    if (!isPaused) for (const one of were) take(one);
  };
  return {
    add(one) {
      if (waiting === undefined) return take(one);
      waiting.push(one);
      if (waiting.length >= most) pause(false);
    },
    pause,
    waiting: () => waiting?.length,
  };
}
