/** hosts.js SERVER CREDENTIALS COUNT RATE SECONDS: some hosts of a fleet in one process, told by standard input when to begin and to end. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { formatEvent, parseEvent } from '../../../src/fleet/event.ts';
import { type Credentials, openLink } from '../../../src/fleet/link/connect.ts';
import { publish } from '../../../src/fleet/link/publish.ts';
import { anyScan, keptSubject, scanSubject } from '../../../src/fleet/names.ts';
import type { Heard } from './crowd.ts';

const [server = '', users = '[]', count = '0', rate = '0', seconds = '0'] = process.argv.slice(2);
const credentials = JSON.parse(users) as readonly Credentials[];

/** Connections that are opened at once. */
const atOnce = 25;
/** Milliseconds, of a message from its making to each host: how many took so long; the last is for all that took longer. */
const took = new Uint32Array(20_001);
let [heard, told] = [0, 0];

function hear(error: Error | null, { data }: Msg): void {
  const event = error === null ? parseEvent(data) : 'damaged';
  if (typeof event === 'string') return;
  heard++;
  const at = Math.max(0, Math.min(Date.now() - event.time, took.length - 1));
  took[at] = (took[at] ?? 0) + 1;
}

async function open(index: number): Promise<Host> {
  const as = credentials[index % credentials.length];
  if (as === undefined) throw new RangeError('no credentials');
  const link = await opened(as);
  link.subscribe(keptSubject(anyScan), { callback: hear });
  await link.flush();
  return { link, name: as.user };
}

/** Again, as a host does: a hub that is busy with others may let one wait too long. */
async function opened(as: Credentials, tries = 5): Promise<NatsConnection> {
  try {
    return await openLink([server], as);
  } catch (error) {
    if (tries === 1) throw error;
    await sleep(1_000 * Math.random());
    return opened(as, tries - 1);
  }
}

interface Host {
  readonly link: NatsConnection;
  readonly name: string;
}

/** Each time another host tells of another source. */
async function tell(hosts: readonly Host[], index: number): Promise<void> {
  const { link, name } = hosts[index % hosts.length] ?? {};
  if (link === undefined || name === undefined) return;
  const source = [0, 0, 0xffff, (Math.random() * 2 ** 32) >>> 0] as const;
  const event = { time: Date.now(), source, port: 23, hits: 1, ports: 1 };
  await publish(link, { subject: scanSubject(name), text: formatEvent(event) });
  told++;
}

const hosts: Host[] = [];
while (hosts.length < Number(count)) {
  const some = Math.min(atOnce, Number(count) - hosts.length);
  hosts.push(...(await Promise.all(Array.from({ length: some }, (_, index) => open(hosts.length + index)))));
}
process.stdout.write('open\n');
await once(process.stdin, 'data');
const telling: Promise<void>[] = [];
const start = performance.now();
for (let index = 0; index < Number(rate) * Number(seconds); index++) {
  await sleep(start + (index * 1000) / Number(rate) - performance.now());
  telling.push(tell(hosts, index));
}
await Promise.all(telling);
process.stdout.write(`told ${told}\n`);
await once(process.stdin, 'data');
/** Until nothing has come for a while. */
for (let before = -1; before !== heard; ) {
  before = heard;
  await sleep(2_000);
}
const result: Heard = { heard, took: [...took] };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
