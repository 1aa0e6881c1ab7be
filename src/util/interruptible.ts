import { setImmediate } from 'node:timers/promises';

/**
 * A signal has cut work short, and what the work had changed was put back. The program then ends by that very signal, as
 * everything ends that has nothing to put back: a shell shows 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP.
 */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals, message = 'interrupted') {
    super(message);
    this.signal = signal;
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that must not be left half done. A signal does not end the program meanwhile: `ended` is aborted with
 * Interrupted, which the work throws once it has put back what it changed; further signals have no effect on that.
 */
export async function interruptible<T>(work: (ended: AbortSignal) => Promise<T>): Promise<T> {
  const end = new AbortController();
  const stop = (signal: NodeJS.Signals): void => end.abort(new Interrupted(signal));
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work(end.signal);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Throws what `ended` was aborted with. A signal that came while nothing was waited for is heard only here. */
export async function heed(ended: AbortSignal): Promise<void> {
  // Signals are looked for between two of these, and not always before the first.
  await setImmediate();
  await setImmediate();
  ended.throwIfAborted();
}
