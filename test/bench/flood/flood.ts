import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Hosts, hostAddress, ip } from '../../e2e/capture/hosts.ts';
import { macOf, type Stage, scanners, watched } from './stage.ts';

/** So many packets at so many a second. */
export interface Flood {
  readonly rate: number;
  readonly count: number;
}

/** What went over the wire: its packets, and how many forged ones a second it were. */
export interface Sent {
  readonly packets: number;
  readonly rate: number;
}

/** Ports that each scan touches; milliseconds between two of the fast one's, about what a way over the Internet takes. */
const [ports, fastGap] = [20, 5];
/** When the scans begin, as shares of the flood, and how much of it the slow one takes. */
const [slowFrom, fastFrom, slowLasts] = [0.1, 0.4, 0.8];

/** Floods the host, and scans it twice meanwhile. */
export async function flood(stage: Stage, { rate, count }: Flood): Promise<Sent> {
  const { hosts, programs } = stage;
  const milliseconds = (count / rate) * 1_000;
  const before = lostOnWire(hosts);
  const forged = [hostAddress, watched, rate, count].map(String);
  const told = once(start(hosts, programs.sender, 'eth0', macOf(hosts.host), ...forged).stdout, 'data');
  await sleep(milliseconds * slowFrom);
  const slow = scan(stage, 'slow', 100, (milliseconds * slowLasts) / ports);
  await sleep(milliseconds * (fastFrom - slowFrom));
  await Promise.all([slow, scan(stage, 'fast', 200, fastGap)]);
  const [sent = 0, nanoseconds = 0] = String((await told)[0])
    .split(' ')
    .map(Number);
  return { packets: sent + 2 * ports - (lostOnWire(hosts) - before), rate: (sent / nanoseconds) * 1e9 };
}

/** Starts a program on the attacker, on the core that is not the product's. */
const start = (hosts: Hosts, ...command: readonly string[]): ReturnType<Hosts['start']> =>
  hosts.start(hosts.attacker, 'taskset', '-c', '1', ...command);

async function scan(
  { hosts, programs }: Stage,
  how: keyof typeof scanners,
  first: number,
  gap: number,
): Promise<void> {
  const what = [first, ports, Math.round(gap)].map(String);
  const [code] = await once(start(hosts, programs.scan, scanners[how], hostAddress, ...what), 'exit');
  if (code !== 0) throw new Error(`the ${how} scan failed with code ${code}`);
}

/** What a veth could not hand over, since too much waited at the other end. */
const lostOnWire = ({ attacker }: Hosts): number =>
  JSON.parse(ip('-n', attacker, '-s', '-j', 'link', 'show', 'eth0'))[0].stats64.tx.dropped;
