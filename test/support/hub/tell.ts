/** tell.js SERVER CREDENTIALS EVENT: tells a hub something as a host of its; run where the hub can be reached. */
import { type FleetEvent, formatEvent } from '../../../src/fleet/event.ts';
import { type Credentials, openLink } from '../../../src/fleet/link/connect.ts';
import { publish } from '../../../src/fleet/link/publish.ts';
import { scanSubject } from '../../../src/fleet/names.ts';

const [server = '', credentials = '{}', event = '{}'] = process.argv.slice(2);
const as = JSON.parse(credentials) as Credentials;
const told = JSON.parse(event) as FleetEvent;
const link = await openLink([server], as);
await publish(link, { subject: scanSubject(as.user), text: formatEvent(told) });
await link.close();
