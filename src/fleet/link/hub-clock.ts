import type { NatsConnection } from '@nats-io/transport-node';
import { askStreams } from './ask.ts';

/** How far the hub's clock is from this one. */
export interface HubClock {
  /** To be told of each message of a stream as it comes: now and then the hub is asked when it had it. */
  came(link: NatsConnection, stream: string, sequence: number): void;
  /** Milliseconds that the hub's is ahead, as it was seen last; undefined until a message has come. */
  readonly ahead: number | undefined;
}

/** How often it is asked, and how long it may take (milliseconds). */
const askedEvery = 180_000;
const patience = 5_000;

/** A message is under way for some milliseconds: where it came just now, the hub had it just now. */
export function createHubClock(clock: () => number): HubClock {
  let ahead: number | undefined;
  let asked = Number.NEGATIVE_INFINITY;
  const ask = async (link: NatsConnection, stream: string, sequence: number, came: number): Promise<void> => {
    const { direct } = await askStreams(link, patience);
    const message = await direct.getMessage(stream, { seq: sequence });
    if (message !== null) ahead = message.time.getTime() - came;
  };
  return {
    came: (link, stream, sequence) => {
      const now = clock();
      if (Math.abs(now - asked) < askedEvery) return;
      asked = now;
      // Of no use to anybody else: a connection that has ended says so itself.
      ask(link, stream, sequence, now).catch(() => {});
    },
    get ahead() {
      return ahead;
    },
  };
}
