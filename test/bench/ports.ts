/** What it costs to know whose a port is, beside the text tables, with many connections: node build/test/bench/ports.js */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openSockDiag } from '../../src/sys/netlink/sock-diag.ts';
import { portsInUse } from '../../src/sys/ports/ports-in-use.ts';
import { openSocketSource, tableSockets } from '../../src/sys/ports/socket-source.ts';
import { arrival } from '../sys/sockets.ts';

/** Both ends of a connection are sockets of this host, in processes under the descriptor limit. */
const perCrowd = 4500;

async function crowd(): Promise<() => Promise<unknown>> {
  const program = fileURLToPath(new URL('./crowd.js', import.meta.url));
  const child = spawn(process.execPath, [program, String(perCrowd)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return () => {
    const gone = once(child, 'exit');
    child.stdin.end();
    return gone;
  };
}

/** Milliseconds of the middle one of some runs. */
function median(runs: number, body: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    body();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[runs >> 1] ?? 0;
}

function measure(crowds: number): void {
  const source = openSocketSource();
  const diag = openSockDiag();
  const times = {
    'listeners, ms': median(21, () => diag?.holders('tcp')),
    'snapshot, ms': median(21, () => source.snapshot()),
    'portsInUse, ms': median(21, () => portsInUse('tcp')),
    'text tables, ms': median(5, tableSockets),
    'exact lookup, us': median(21, () => {
      for (let i = 0; i < 1000; i++) source.owned('tcp', arrival(23));
    }),
  };
  diag?.close();
  source.close();
  const cells = Object.entries(times).map(([name, time]) => `${name}: ${time.toFixed(2)}`);
  console.log(`${crowds * perCrowd * 2} sockets of ${crowds * perCrowd} connections: ${cells.join('  ')}`);
}

const leave: (() => Promise<unknown>)[] = [];
measure(0);
for (let crowds = 1; crowds <= 4; crowds++) {
  leave.push(await crowd());
  if (crowds === 1 || crowds === 4) measure(crowds);
}
await Promise.all(leave.map(end => end()));
