/** Counts packets through the ring or tcpdump until SIGTERM, then prints packets, drops, CPU ms, RSS idle and at the end (MB). */
import { buildWithin } from '../../../src/capture/filter/filter.ts';
import { openRing } from '../../../src/capture/ring/ring.ts';
import { openTcpdump } from '../../../src/capture/tcpdump/tcpdump.ts';

const filter = buildWithin({ tcp: [[1, 1023]], udp: [[1, 1023]], late: [] });
const everywhere = { names: ['*'], loopback: false };
let [packets, sum] = [0, 0];
const source =
  process.argv[2] === 'tcpdump'
    ? await openTcpdump(everywhere, filter, () => packets++, { user: '', onFailure: () => process.exit(1) })
    : openRing(everywhere, filter, packet => {
        packets++;
        // Whole numbers of 32 bits: V8 would make an object of each larger sum, which is not the ring's cost.
        sum = (sum + packet.source[3] + packet.port) | 0;
      });
const megabytes = (): number => Math.round(process.memoryUsage.rss() / 1e6);
const [idle, atStart] = [megabytes(), process.cpuUsage()];
process.on('SIGTERM', () => {
  const { user, system } = process.cpuUsage(atStart);
  const cpu = Math.round((user + system) / 1000);
  process.stdout.write(`${packets} ${source.drops()} ${cpu} ${idle} ${megabytes()} ${sum % 10}\n`);
  source.stop();
  process.exit(0);
});
setInterval(() => {}, 1000);
process.stdout.write('ready\n');
