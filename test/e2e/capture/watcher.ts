/**
 * Stands on the host of a capture test: opens a source, prints a line for each packet, and does what it is told on
 * standard input: a watch as JSON replaces the filter, "drops" prints them so far, "end" prints all and stops.
 */
import { createInterface } from 'node:readline';
import { buildWithin } from '../../../src/capture/filter/filter.ts';
import { kindOfPacket } from '../../../src/capture/kind.ts';
import { openRing } from '../../../src/capture/ring/ring.ts';
import { openTcpdump } from '../../../src/capture/tcpdump/tcpdump.ts';
import { formatAddress } from '../../../src/net/address.ts';

const [maker, watch = '', names = '*', loopback] = process.argv.slice(2);
const interfaces = { names: names.split(','), loopback: loopback === 'loopback' };
const filter = buildWithin(JSON.parse(watch));
const lines: string[] = [];
const started = Date.now();
const onPacket: Parameters<typeof openRing>[2] = packet => {
  const { protocol, sourcePort, port, source, target, time, interfaceIndex } = packet;
  const age = started <= time && time <= Date.now() + 1 ? 'now' : 'wrong-time';
  const addresses = `${formatAddress(source)} ${formatAddress(target)}`;
  lines.push(
    `${protocol} ${kindOfPacket(packet)} ${port} ${sourcePort} ${addresses} ${interfaceIndex} ${age}`,
  );
};
const flush = setInterval(() => {
  if (lines.length > 0) process.stdout.write(`${lines.splice(0).join('\n')}\n`);
}, 20);
const source =
  maker === 'tcpdump'
    ? await openTcpdump(interfaces, filter, onPacket, {
        user: '',
        onFailure: error => process.stdout.write(`failed ${error.message}\n`),
      })
    : openRing(interfaces, filter, onPacket);
process.stdout.write('ready\n');
let dropped = 0;
for await (const line of createInterface(process.stdin)) {
  if (line === 'end') break;
  if (line === 'drops') {
    dropped += source.drops();
    process.stdout.write(`dropped ${dropped}\n`);
    continue;
  }
  source.replaceFilter(buildWithin(JSON.parse(line)));
  process.stdout.write('replaced\n');
}
dropped += source.drops();
source.stop();
clearInterval(flush);
process.stdin.destroy();
process.stdout.write([...lines, `drops ${dropped}`, ''].join('\n'));
