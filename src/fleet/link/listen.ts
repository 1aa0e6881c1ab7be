import { setTimeout as sleep } from 'node:timers/promises';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { keptSubject, toldSubject } from '../names.ts';
import { fetchSince, type OnMessage, type Read } from './fetch.ts';
import type { HubClock } from './hub-clock.ts';
import { createLiveRun, type LiveRun } from './live-run.ts';
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

/** What a listener keeps and is told. */
export interface Listening {
  readonly reads: Reads;
  /** Called when all that was missed has come. */
  readonly onCaughtUp: () => void;
  readonly ended: AbortSignal;
  readonly hubClock?: HubClock;
}

/** What was read of each stream, kept over connections. */
export type Reads = Map<string, Read>;

/**
 * Hears what is new by a plain subscription, and fetches what was missed: at once, and every few minutes. Some messages come
 * both ways; none is missed, since the subscription is there first. Rejects when a step fails.
 */
export async function listen(
  link: NatsConnection,
  heard: readonly Heard[],
  { reads, onCaughtUp, ended, hubClock }: Listening,
): Promise<void> {
  const live = heard.map(one => ({ ...one, run: createLiveRun() }));
  const subscriptions = live.map(({ stream, subjects, run, onMessage }) => {
    const onLive = (sequence: number): void => {
      run.add(sequence);
      hubClock?.came(link, stream, sequence);
    };
    return link.subscribe(keptSubject(subjects), { callback: relay(onLive, onMessage) });
  });
  try {
    await within(patience, 'the hub', link.flush());
    while (!ended.aborted) {
      for (const one of live) await catchUp(link, one, reads);
      onCaughtUp();
      const pause = soonest + Math.random() * (latest - soonest);
      await sleep(pause, undefined, { signal: ended }).catch(() => {});
    }
  } finally {
    for (const subscription of subscriptions) subscription.unsubscribe();
  }
}

async function catchUp(
  link: NatsConnection,
  { stream, onMessage, since, run }: Heard & { readonly run: LiveRun },
  reads: Reads,
): Promise<void> {
  const before = reads.get(stream);
  const from = before === undefined ? since() : run.onward(before);
  const read = await fetchSince(link, stream, from, onMessage);
  if (before !== undefined && before.made !== read.made) run.clear();
  reads.set(stream, run.onward(read));
}

/** A message without an error: one with an error is the end of the subscription, which the connection tells. */
const relay =
  (onLive: (sequence: number) => void, onMessage: OnMessage) =>
  (error: Error | null, { subject, data, headers }: Msg): void => {
    if (error !== null) return;
    onLive(Number(headers?.last('Nats-Sequence')));
    onMessage(toldSubject(subject), data);
  };
