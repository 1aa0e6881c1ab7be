import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { askPrefix } from '../names.ts';

/** What a host and the collector ask the hub's streams by; a request may take so long (milliseconds). */
export async function askStreams(link: NatsConnection, patience: number): Promise<JetStreamManager> {
  const { jetstreamManager } = (await import('@nats-io/jetstream')).default;
  return jetstreamManager(link, { checkAPI: false, apiPrefix: askPrefix, timeout: patience });
}
