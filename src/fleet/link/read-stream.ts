import type { DirectMsgRequest, StoredMsg } from '@nats-io/jetstream';

/** Asks for one message of a stream: null where it is not there any more, or not yet. */
export type Ask = (query: DirectMsgRequest) => Promise<StoredMsg | null>;

/** The first message from a number on that is there. */
const next = (ask: Ask, sequence: number): Promise<StoredMsg | null> =>
  ask({ seq: sequence, next_by_subj: '>' });

/** The number of the first message that is not older than a time (milliseconds since the epoch), between two numbers. */
export async function sequenceAt(ask: Ask, first: number, last: number, time: number): Promise<number> {
  let [low, high] = [first, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = await next(ask, middle);
    if (found !== null && found.time.getTime() < time) low = found.seq + 1;
    else high = middle;
  }
  return low;
}

/** Messages that are asked for at once: few where most of them have been pushed out. */
const [fewest, most] = [4, 256];

/** Hands on all messages between two numbers that are there, in their order. */
export async function readAll(
  ask: Ask,
  first: number,
  last: number,
  onMessage: (message: StoredMsg) => void,
): Promise<void> {
  let width = most;
  let found = await next(ask, first);
  while (found !== null && found.seq <= last) {
    onMessage(found);
    const at = found.seq + 1;
    const behind = Math.min(at + width, last + 1);
    const numbers = Array.from({ length: behind - at }, (_, index) => at + index);
    const [after, ...some] = await Promise.all([next(ask, behind), ...numbers.map(seq => ask({ seq }))]);
    const there = some.flatMap(message => message ?? []);
    for (const message of there) onMessage(message);
    width = Math.max(fewest, Math.min(most, 2 * (there.length + 1)));
    found = after ?? null;
  }
}
