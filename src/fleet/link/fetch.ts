import type { Consumer, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { WorkError } from '../../util/errors.ts';
import { within } from './within.ts';

/** How far a stream was read: up to a message of it; a stream that was made anew is another one. */
export interface Read {
  readonly made: string;
  readonly sequence: number;
}

/** What a message is, whichever way it came. */
export type OnMessage = (subject: string, bytes: Uint8Array) => void;

/** How long a step may take (milliseconds), and how many messages are asked for at once. */
const patience = 10_000;
const atOnce = 500;
/** The hub forgets the consumer of who went away after so long (nanoseconds). */
const forgottenAfter = 30_000_000_000;

/**
 * Hands on what a stream holds behind what was read of it, or from a time on (milliseconds since the epoch); returns how far
 * it was read. By a consumer with the user's own name, which the hub allows it, and which is there for this one reading: one
 * that stays was seen to hang without a word after the hub had failed over. Throws WorkError when a step takes too long.
 */
export async function fetchSince(
  link: NatsConnection,
  stream: string,
  user: string,
  from: Read | number,
  onMessage: OnMessage,
): Promise<Read> {
  const { jetstream, jetstreamManager } = (await import('@nats-io/jetstream')).default;
  const manager = await within(
    patience,
    'the hub',
    jetstreamManager(link, { checkAPI: false, timeout: patience }),
  );
  const { created: made, state } = await within(
    patience,
    `the stream ${stream}`,
    manager.streams.info(stream),
  );
  const since = typeof from === 'number' || from.made === made ? from : undefined;
  const end = { made, sequence: state.last_seq };
  if (typeof since === 'object' && since.sequence >= state.last_seq) return end;
  const info = await makeConsumer(manager, stream, user, since);
  try {
    const consumer = jetstream(link).consumers.getConsumerFromInfo(info);
    const last = await readAll(consumer, info.num_pending, onMessage);
    return { made, sequence: Math.max(last, state.last_seq) };
  } finally {
    await forget(manager, stream, user);
  }
}

async function makeConsumer(
  manager: JetStreamManager,
  stream: string,
  user: string,
  since: Read | number | undefined,
) {
  await forget(manager, stream, user);
  const start =
    typeof since === 'number'
      ? ({ deliver_policy: 'by_start_time', opt_start_time: new Date(since).toISOString() } as const)
      : ({ deliver_policy: 'by_start_sequence', opt_start_seq: (since?.sequence ?? 0) + 1 } as const);
  const asked = manager.consumers.add(stream, {
    name: user,
    ack_policy: 'none',
    inactive_threshold: forgottenAfter,
    mem_storage: true,
    ...start,
  });
  return within(patience, `reading the stream ${stream}`, asked);
}

/** One that is not there is what is wished for. */
const forget = (manager: JetStreamManager, stream: string, user: string): Promise<unknown> =>
  within(patience, `reading the stream ${stream}`, manager.consumers.delete(stream, user)).catch(() => {});

/** Returns the sequence of the last message, 0 where there was none. */
async function readAll(consumer: Consumer, pending: number, onMessage: OnMessage): Promise<number> {
  let [left, last] = [pending, 0];
  while (left > 0) {
    let got = 0;
    const some = await consumer.fetch({ max_messages: Math.min(atOnce, left), expires: patience / 2 });
    const taking = (async () => {
      for await (const message of some) {
        onMessage(message.subject, message.data);
        [left, last] = [message.info.pending, message.seq];
        got++;
      }
    })();
    await within(patience, 'the messages that were missed', taking).finally(() => some.stop());
    // The oldest of them may have been pushed out meanwhile.
    if (got === 0) throw new WorkError('the hub has handed out nothing of what was missed');
  }
  return last;
}
