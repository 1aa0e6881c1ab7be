/**
 * Sends forged SYNs and datagrams to ports 1 to 200 of a host at a steady rate, out of eth0, until SIGTERM, and
 * prints how many and in how many milliseconds: flood-send MAC TARGET RATE SOURCE,SOURCE... Half of them come from
 * random sources of 11/8, three eighths from 2,000 sources of 12/8 with many ports each, the rest from the sources named.
 */
import { packetBetween } from './frames.ts';
import { put } from './wire.ts';

const [mac = '', target = '', rate = '', named = ''] = process.argv.slice(2);

const ethernet = Buffer.from(`${mac.replaceAll(':', '')}0200000000010800`, 'hex');
const frames = [6, 17].map(protocol =>
  Buffer.concat([ethernet, packetBetween('0.0.0.0', target, { protocol })]),
);
const words = named.split(',').map(text => Buffer.from(text.split('.').map(Number)).readUInt32BE());
/** Behind 14 bytes of Ethernet and 20 of IPv4. */
const [checksum, source, port] = [24, 26, 36];
const bare = frames.map(frame => frame.readUInt16BE(checksum));

const below = (bound: number): number => Math.floor(Math.random() * bound);
function sourceOf(i: number): number {
  if (i % 8 < 4) return 0x0b000000 + below(1 << 24);
  return i % 8 < 7 ? 0x0c000000 + below(2000) : (words[below(words.length)] ?? 0);
}

function send(i: number): void {
  const which = (i >> 3) & 1;
  const frame = frames[which] ?? ethernet;
  const from = sourceOf(i);
  frame.writeUInt32BE(from, source);
  frame.writeUInt16BE(1 + below(200), port);
  // RFC 1624: the checksum of the header as it was, without a source, less the source's two words.
  let sum = (~(bare[which] ?? 0) & 0xffff) + (from >>> 16) + (from & 0xffff);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  frame.writeUInt16BE(~sum & 0xffff, checksum);
  put(frame);
}

const start = performance.now();
/** At a time, so that it hears that it should end where the machine cannot keep up. */
const mostAtOnce = 5_000;
let sent = 0;
const timer = setInterval(() => {
  const due = ((performance.now() - start) * Number(rate)) / 1000;
  for (const end = Math.min(due, sent + mostAtOnce); sent < end; ) send(sent++);
}, 1);
process.once('SIGTERM', () => {
  clearInterval(timer);
  process.stdout.write(`sent ${sent} in ${Math.round(performance.now() - start)} ms\n`);
});
process.stdout.write('sending\n');
