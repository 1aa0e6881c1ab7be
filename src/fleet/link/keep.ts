import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { errorMessage } from '../../util/errors.ts';

export interface Keeping {
  readonly open: () => Promise<NatsConnection>;
  /** What is done with a connection; ended when it has resolved, or rejected. */
  readonly serve: (link: NatsConnection) => Promise<void>;
  /** Told of what a connection failed by. */
  readonly onFailure: (why: string) => void;
  readonly ended: AbortSignal;
}

/** The pauses between two connections (milliseconds) grow to this; hosts of a hub that comes back do not all come at once. */
const [shortest, longest] = [250, 15_000];

/** Opens a connection, serves it while it lasts, and opens the next one, until it is ended. Never throws. */
export async function keepLinked({ open, serve, onFailure, ended }: Keeping): Promise<void> {
  let pause = shortest;
  while (!ended.aborted) {
    try {
      const link = await open();
      pause = shortest;
      await served(link, serve, ended);
      if (!ended.aborted) onFailure('the connection has ended');
    } catch (error) {
      onFailure(errorMessage(error));
    }
    await sleep(pause * (0.5 + Math.random()), undefined, { signal: ended }).catch(() => {});
    pause = Math.min(pause * 2, longest);
  }
}

async function served(
  link: NatsConnection,
  serve: (link: NatsConnection) => Promise<void>,
  ended: AbortSignal,
): Promise<void> {
  const close = (): void => void link.close().catch(() => {});
  ended.addEventListener('abort', close, { once: true });
  try {
    if (ended.aborted) return;
    await Promise.race([serve(link), failed(link)]);
  } finally {
    ended.removeEventListener('abort', close);
    close();
  }
}

/** Resolves when the connection ends, rejects where it says why. */
async function failed(link: NatsConnection): Promise<void> {
  const error = await link.closed();
  if (error instanceof Error) throw error;
}
