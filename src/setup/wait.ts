import { setTimeout as sleep } from 'node:timers/promises';

/** How long a service may take to be ready, in milliseconds: a busy host takes many times what a quiet one does. */
const patience = 60_000;
const pause = 200;

/** Asks until the answer is yes; false once it is `over`, or after a minute. Rejects when `ended` is aborted. */
export async function isReady(ask: () => boolean | 'over', ended: AbortSignal): Promise<boolean> {
  for (const end = Date.now() + patience; ; ) {
    const found = ask();
    if (found === true) return true;
    if (found === 'over' || Date.now() > end) return false;
    await sleep(pause);
    ended.throwIfAborted();
  }
}
