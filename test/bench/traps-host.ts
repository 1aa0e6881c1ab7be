/**
 * The watched host of the benchmark of traps: `traps-host.js trap|sockets|none PORTS`. It prints what the start took, and at
 * each line on its standard input what it has seen since the last one.
 */
import { readdirSync } from 'node:fs';
import { hrtime } from 'node:process';
import { createInterface } from 'node:readline';
import { startConnect } from '../../src/sentry/connect.ts';
import { openTrap, type Trap } from '../../src/sentry/trap/trap.ts';
import { whereOf } from '../../src/sentry/trap/where.ts';
import { hostLinks } from '../../src/sys/netlink/links.ts';
import { openSockDiag } from '../../src/sys/netlink/sock-diag.ts';
import { hostAddresses } from '../../src/sys/own-addresses.ts';

/** What one start of a sentry costs. */
export interface Start {
  readonly milliseconds: number;
  readonly descriptors: number;
  readonly watched: number;
  /** Resident memory, in MB, with the tables of the kernel that are mapped. */
  readonly memory: number;
}

/** What it has seen since it was last asked. */
export interface Load {
  readonly seen: number;
  /** Seconds between the first and the last. */
  readonly seconds: number;
  /** Of user and system, in milliseconds. */
  readonly cpu: number;
  readonly drops: number;
}

const [way, ports = '0'] = process.argv.slice(2);
const last = Number(ports);
let [seen, first, latest] = [0, 0, 0];
const report = (): void => {
  latest = performance.now();
  if (seen++ === 0) first = latest;
};

const before = process.memoryUsage().rss;
const start = performance.now();
let trap: Trap | undefined;
let watched = 0;
if (way === 'trap') watched = openAll();
else if (way === 'sockets') {
  const settings = { tcpPorts: `1-${last}`, udpPorts: '', interfaces: ['*'], banner: '', udpBanner: false };
  watched = startConnect(settings, report).counts().sockets.tcp;
}
const started: Start = {
  milliseconds: performance.now() - start,
  descriptors: readdirSync('/proc/self/fd').length,
  watched,
  memory: (process.memoryUsage().rss - before) / 1e6,
};
process.stdout.write(`${JSON.stringify(started)}\n`);

function openAll(): number {
  trap = openTrap();
  trap.serve(() => Buffer.alloc(0), report);
  trap.watch(whereOf(['*'], false, hostLinks(), hostAddresses()));
  arm(trap, 1, last);
  return trap.ports.tcp.count;
}

function arm({ ports: { tcp } }: Trap, from: number, to: number): void {
  const lookedAt = hrtime.bigint();
  const diag = openSockDiag();
  const held = new Set(diag?.holders('tcp').map(({ port }) => port));
  diag?.close();
  for (let port = from; port <= to; port++)
    if (held.has(port)) tcp.disarm(port);
    else tcp.arm(port, lookedAt);
}

/** As eager as can be: what a look finds free is armed within the same millisecond. */
if (trap !== undefined && process.argv[4] === 'eager') setInterval(arm, 1, trap, last, last);

let used = process.cpuUsage();
createInterface({ input: process.stdin }).on('line', () => {
  const cpu = process.cpuUsage(used);
  const load: Load = {
    seen,
    seconds: (latest - first) / 1000,
    cpu: (cpu.user + cpu.system) / 1000,
    drops: trap?.drops() ?? 0,
  };
  [seen, used] = [0, process.cpuUsage()];
  process.stdout.write(`${JSON.stringify(load)}\n`);
});
setInterval(() => {}, 1 << 30);
