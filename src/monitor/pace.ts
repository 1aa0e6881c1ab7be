/** Does `work` when it is asked to, at once where that may be, and never more often than every `least` milliseconds. */
export interface Pace {
  readonly ask: () => void;
  readonly stop: () => void;
}

export function createPace(least: number, work: () => void): Pace {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const act = (): void => {
    timer = undefined;
    last = performance.now();
    work();
  };
  return {
    ask() {
      timer ??= setTimeout(act, Math.max(0, last + least - performance.now()));
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
