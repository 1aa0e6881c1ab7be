/**
 * Hands COUNT packets of a LOAD to the stealth sentry of the build in a FOLDER, as its packet ring would, and lets the
 * whole pipeline judge them. Run by pipeline.ts.
 */
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Packet } from '../../../src/capture/packet.ts';
import { opened } from './from-memory.ts';
import { firstTime, type Load, pace, packetOf, target } from './load.ts';

const [folder = '', load = 'random', count = '0'] = process.argv.slice(2);
register('./hooks.js', import.meta.url);
const from = async (path: string) => await import(pathToFileURL(`${folder}/build/src/${path}`).href);

const { stealthKind } = await from('sentry/stealth.js');
const { pipeline } = await from('pipeline.js');
const { createTracker } = await from('detect/track/tracker.js');
const { rulesOf } = await from('daemon/rules.js');
const { ownSideNow } = await from('detect/spare/own.js');
const { attachedLooker } = await from('detect/watch/attached-looker.js');
const { createPacket } = await from('capture/packet.js');
const { loadConfig } = await from('config/load.js');
const { prefixSet } = await from('net/prefix-set.js');
const { noServicePorts } = await from('detect/watch/services.js');

const loaded = loadConfig({ defaults: true, tcpMode: 'advanced', udpMode: 'off' });
const own = ownSideNow();
const attached = attachedLooker()();
const spared = { own: own.addresses, hosts: prefixSet([]), isConnected: () => false };
const rules = rulesOf(loaded, { own, attached, spared });
let lines = 0;
const sink = { scan: () => lines++, seen: () => lines++, held: () => {} };
const verdicts = pipeline(rules, createTracker(), sink, (time: number) => sentry.heard(time));
const sentry = await stealthKind.start(loaded.config, {
  way: { trap: undefined, loopback: true },
  reports: { probe: verdicts.report, answer: verdicts.answered },
  onFailure: (error: Error) => {
    throw error;
  },
  isOwn: () => false,
  servicePorts: noServicePorts,
});
const packet: Packet = createPacket();
packet.flags = 2;
packet.source[2] = packet.target[2] = 0xffff;
packet.target[3] = target;
packet.interfaceIndex = 2;
for (let i = 0; i < Number(count); i++) {
  const { source, port } = packetOf(load as Load, i);
  packet.time = opened.time = firstTime + i / pace;
  packet.source[3] = source;
  packet.port = port;
  packet.sourcePort = 40_000 + (i % 20_000);
  opened.onPacket(packet);
}
verdicts.end(opened.time);
sentry.stop();
console.log(JSON.stringify({ ...verdicts.counters, lines }));
process.exit();
