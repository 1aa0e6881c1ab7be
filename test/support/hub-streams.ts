/** hub-streams.js SERVER CREDENTIALS OPTIONS: makes the streams of a hub, as its admin; run where the hub can be reached. */
import { jetstreamManager } from '@nats-io/jetstream';
import { openLink } from '../../src/fleet/link/connect.ts';
import type { HubOptions } from './hub.ts';

const [server = '', credentials = '{}', options = '{}'] = process.argv.slice(2);
const { maxBytes = 2 ** 26, perSubject = 2_000 } = JSON.parse(options) as HubOptions;
const link = await openLink([server], JSON.parse(credentials) as Parameters<typeof openLink>[1]);
const { streams } = await jetstreamManager(link);
const day = 86_400_000_000_000;
const both = { storage: 'file', discard: 'old', max_age: day, duplicate_window: 120_000_000_000 } as const;
await streams.add({
  ...both,
  name: 'PORTJAIL',
  subjects: ['portjail.scan.*'],
  max_msgs_per_subject: perSubject,
  max_bytes: maxBytes,
});
await streams.add({
  ...both,
  name: 'PORTJAIL_PARDON',
  subjects: ['portjail.pardon.*'],
  max_msgs_per_subject: 1,
  max_bytes: 2 ** 22,
});
await link.close();
