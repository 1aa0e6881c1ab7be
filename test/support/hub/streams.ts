/** streams.js SERVER CREDENTIALS OPTIONS: makes the streams of a hub, empty, as its admin; run where the hub can be reached. */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jetstreamManager } from '@nats-io/jetstream';
import { makeStreams } from '../../../src/fleet/hub/streams.ts';
import { type Credentials, openLink } from '../../../src/fleet/link/connect.ts';
import type { HubOptions } from './hub.ts';

export async function prepare(
  server: string,
  credentials: Credentials,
  { maxBytes, users }: HubOptions,
): Promise<void> {
  const link = await openLink([server], credentials);
  await makeStreams(link, users);
  const { streams } = await jetstreamManager(link, { checkAPI: false });
  for (const stream of ['PORTJAIL', 'PORTJAIL_PARDON']) await streams.purge(stream);
  if (maxBytes !== undefined) await streams.update('PORTJAIL', { max_bytes: maxBytes });
  await link.close();
}

if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const [server = '', credentials = '{}', options = '{}'] = process.argv.slice(2);
  await prepare(server, JSON.parse(credentials) as Credentials, JSON.parse(options) as HubOptions);
}
