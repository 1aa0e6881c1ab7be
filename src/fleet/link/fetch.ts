import type { NatsConnection } from '@nats-io/transport-node';
import { askStreams } from './ask.ts';
import { type Ask, readAll, sequenceAt } from './read-stream.ts';
import { within } from './within.ts';

/** How far a stream was read: up to a message of it; a stream that was made anew is another one. */
export interface Read {
  readonly made: string;
  readonly sequence: number;
}

/** What a message is, whichever way it came. */
export type OnMessage = (subject: string, bytes: Uint8Array) => void;

/** How long a step may take (milliseconds). */
const patience = 10_000;

/**
 * Hands on what a stream holds behind what was read of it, or from a time on (milliseconds since the epoch); returns how far
 * it was read. Message by message, without a consumer: one that stays was seen to hang without a word after the hub had failed
 * over, and who may have the hub make one may have it send messages anywhere. Throws WorkError when a step takes too long.
 */
export async function fetchSince(
  link: NatsConnection,
  stream: string,
  from: Read | number,
  onMessage: OnMessage,
): Promise<Read> {
  const { direct, streams } = await askStreams(link, patience);
  const step = <T>(work: Promise<T>): Promise<T> => within(patience, `the stream ${stream}`, work);
  const { created: made, state } = await step(streams.info(stream));
  const ask: Ask = query => step(direct.getMessage(stream, query));
  if (typeof from === 'object' && from.made === made && from.sequence >= state.last_seq) return from;
  const start = await sequenceOf(from, made, state, ask);
  await readAll(ask, start, state.last_seq, ({ subject, data }) => onMessage(subject, data));
  return { made, sequence: state.last_seq };
}

async function sequenceOf(
  from: Read | number,
  made: string,
  { first_seq: first, last_seq: last }: { readonly first_seq: number; readonly last_seq: number },
  ask: Ask,
): Promise<number> {
  if (typeof from === 'number') return sequenceAt(ask, first, last, from);
  return from.made === made ? Math.max(first, from.sequence + 1) : first;
}
