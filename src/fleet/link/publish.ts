import type { NatsConnection } from '@nats-io/transport-node';
import { errorMessage, WorkError } from '../../util/errors.ts';

/** A message, with the id by which the hub knows it when it comes again. */
export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly id: string;
}

/** How long the hub may take to say that it has it (milliseconds). */
const patience = 3_000;

/** Has the hub keep a message: resolves when it says that it has. Throws WorkError. */
export async function publish(link: NatsConnection, { subject, text, id }: Message): Promise<void> {
  const { jetstream } = (await import('@nats-io/jetstream')).default;
  try {
    await jetstream(link).publish(subject, text, { msgID: id, timeout: patience });
  } catch (error) {
    throw new WorkError(`the hub does not take ${subject}: ${errorMessage(error)}`);
  }
}
