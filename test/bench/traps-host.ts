/**
 * The watched host of the benchmark of traps: `traps-host.js trap|sockets|bare|none PORTS`. It prints what the start took, and at
 * each line on its standard input what it has seen so far. `trap` and `sockets` are the sentries as they run; `bare` is
 * the trap alone, which arms each port again as soon as a look finds it free, where the sentry would let it rest.
 */
import { readdirSync } from 'node:fs';
import { hrtime } from 'node:process';
import { createInterface } from 'node:readline';
import { startConnect } from '../../src/sentry/connect.ts';
import { openTrap, type Trap } from '../../src/sentry/trap/trap.ts';
import { whereOf } from '../../src/sentry/trap/where.ts';
import { startTraps } from '../../src/sentry/traps.ts';
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

/** What it has seen since its start. */
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
let [dropped, drops] = [0, (): number => 0];
const report = (): void => {
  latest = performance.now();
  if (seen++ === 0) first = latest;
};

const starts: Record<string, () => number> = { trap: byTrap, sockets: bySockets, bare, none: () => 0 };
const begin = starts[way ?? ''];
if (begin === undefined) throw new RangeError(`no way to watch: ${way}`);
const before = process.memoryUsage().rss;
const began = performance.now();
const watched = begin();
const started: Start = {
  milliseconds: performance.now() - began,
  descriptors: readdirSync('/proc/self/fd').length,
  watched,
  memory: (process.memoryUsage().rss - before) / 1e6,
};
const used = process.cpuUsage();
process.stdout.write(`${JSON.stringify(started)}\n`);

function bySockets(): number {
  const settings = { tcpPorts: `1-${last}`, udpPorts: '', interfaces: ['*'], banner: '', udpBanner: false };
  return startConnect(settings, report).counts().sockets.tcp;
}

function byTrap(): number {
  const sentry = startTraps(
    openTrap(),
    {
      ports: { tcp: Array.from({ length: last }, (_, i) => i + 1), udp: [] },
      interfaces: ['*'],
      banner: '',
      loopback: false,
      landings: [],
      unused: new Set(),
      leftOut: [],
    },
    report,
  );
  drops = sentry.drops;
  return sentry.counts().sockets.tcp;
}

function bare(): number {
  const trap = openTrap();
  trap.serve(() => Buffer.alloc(0), report);
  trap.watch(whereOf(['*'], false, hostLinks(), hostAddresses()));
  arm(trap);
  setInterval(arm, 1, trap);
  return trap.ports.tcp.count;
}

/** As eager as can be: what a look finds free is armed within the same millisecond. */
function arm({ ports: { tcp } }: Trap): void {
  const lookedAt = hrtime.bigint();
  const diag = openSockDiag();
  const isHeld = diag?.holders('tcp').some(({ port }) => port === last) === true;
  diag?.close();
  if (isHeld) tcp.disarm(last);
  else tcp.arm(last, lookedAt);
}

createInterface({ input: process.stdin }).on('line', () => {
  const { user, system } = process.cpuUsage(used);
  dropped += drops();
  const load: Load = {
    seen,
    seconds: (latest - first) / 1000,
    cpu: (user + system) / 1000,
    drops: dropped,
  };
  process.stdout.write(`${JSON.stringify(load)}\n`);
});
setInterval(() => {}, 1 << 30);
