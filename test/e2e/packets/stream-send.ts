/**
 * Sends SYNs out of eth0 about every half a millisecond until SIGTERM, and prints how many:
 * stream-send MAC SOURCE TARGET PORT. Each has the source port that follows the one before.
 */
import { packetBetween } from './frames.ts';
import { put } from './wire.ts';

const [mac = '', source = '', target = '', port = ''] = process.argv.slice(2);
/** Behind 14 bytes of Ethernet and 20 of IPv4; TCP's checksum is behind another 16. */
const [sourcePort, checksum] = [34, 50];
/** Two a tick of a timer (milliseconds). */
const [atOnce, tick] = [2, 1];

let sent = 0;
const frame = Buffer.concat([
  Buffer.from(`${mac.replaceAll(':', '')}0200000000010800`, 'hex'),
  packetBetween(source, target, { port: Number(port) }),
]);
const bare = frame.readUInt16BE(checksum) + frame.readUInt16BE(sourcePort);

function send(): void {
  const from = 1 + (sent++ % 0xffff);
  frame.writeUInt16BE(from, sourcePort);
  // RFC 1624: what the one word gains the other loses, in ones' complement.
  const sum = bare - from;
  frame.writeUInt16BE((sum < 0 ? sum + 0xffff : sum) % 0xffff, checksum);
  put(frame);
}

const timer = setInterval(() => {
  for (let i = 0; i < atOnce; i++) send();
}, tick);
process.once('SIGTERM', () => {
  clearInterval(timer);
  process.stdout.write(`sent ${sent}\n`);
});
process.stdout.write('sending\n');
