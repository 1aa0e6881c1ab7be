import { setTimeout as sleep } from 'node:timers/promises';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { fetchSince, type OnMessage, type Read } from './fetch.ts';
import { within } from './within.ts';

/** One stream, and what becomes of its messages. */
export interface Heard {
  readonly stream: string;
  readonly subjects: string;
  readonly onMessage: OnMessage;
  /** From where on it is read when nothing was yet: milliseconds since the epoch. */
  readonly since: () => number;
}

/** How often what may have been missed is fetched, though the connection holds (milliseconds); not all hosts at once. */
const [soonest, latest] = [180_000, 300_000];
const patience = 10_000;

/** What was read of each stream, kept over connections. */
export type Reads = Map<string, Read>;

/**
 * Hears what is new by a plain subscription, and fetches what was missed: at once, and every few minutes. Both hand on the same
 * messages, so that each comes twice; none is missed, since the subscription is there first. Rejects when a step fails.
 * @param onCaughtUp called when all that was missed has come
 */
export async function listen(
  link: NatsConnection,
  user: string,
  heard: readonly Heard[],
  { reads, onCaughtUp, ended }: { reads: Reads; onCaughtUp: () => void; ended: AbortSignal },
): Promise<void> {
  const subscriptions = heard.map(({ subjects, onMessage }) =>
    link.subscribe(subjects, { callback: relay(onMessage) }),
  );
  try {
    await within(patience, 'the hub', link.flush());
    while (!ended.aborted) {
      for (const { stream, onMessage, since } of heard)
        reads.set(stream, await fetchSince(link, stream, user, reads.get(stream) ?? since(), onMessage));
      onCaughtUp();
      const pause = soonest + Math.random() * (latest - soonest);
      await sleep(pause, undefined, { signal: ended }).catch(() => {});
    }
  } finally {
    for (const subscription of subscriptions) subscription.unsubscribe();
  }
}

/** A message without an error: one with an error is the end of the subscription, which the connection tells. */
const relay =
  (onMessage: OnMessage) =>
  (error: Error | null, { subject, data }: Msg): void => {
    if (error === null) onMessage(subject, data);
  };
