import type { NatsConnection } from '@nats-io/transport-node';
import { errorMessage, WorkError } from '../../util/errors.ts';

export interface Message {
  readonly subject: string;
  readonly text: string;
}

/** How long the hub may take to say that it has it (milliseconds). */
const patience = 3_000;

/**
 * Has the hub keep a message: resolves when it says that it has. One whose reply was lost comes twice: who hears it knows it
 * by what is in it. Throws WorkError.
 */
export async function publish(link: NatsConnection, { subject, text }: Message): Promise<void> {
  const { jetstream } = (await import('@nats-io/jetstream')).default;
  try {
    await jetstream(link).publish(subject, text, { timeout: patience });
  } catch (error) {
    throw new WorkError(`the hub does not take ${subject}: ${errorMessage(error)}`);
  }
}
