/** hub-streams.js SERVER CREDENTIALS OPTIONS: makes the streams of a hub, as its admin; run where the hub can be reached. */
import { jetstreamManager } from '@nats-io/jetstream';
import { makeStreams } from '../../src/fleet/hub/streams.ts';
import { openLink } from '../../src/fleet/link/connect.ts';
import type { HubOptions } from './hub.ts';

const [server = '', credentials = '{}', options = '{}'] = process.argv.slice(2);
const { maxBytes, perSubject, users } = JSON.parse(options) as HubOptions;
const link = await openLink([server], JSON.parse(credentials) as Parameters<typeof openLink>[1]);
await makeStreams(link, users);
const { streams } = await jetstreamManager(link, { checkAPI: false });
await streams.update('PORTJAIL', {
  ...(maxBytes !== undefined && { max_bytes: maxBytes }),
  ...(perSubject !== undefined && { max_msgs_per_subject: perSubject }),
});
await link.close();
