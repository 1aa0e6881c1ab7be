/**
 * `npm run bench capture`: loss and CPU per packet of the ring beside a C program on libpcap, with the same ring read in
 * C as a floor, and tcpdump where it is installed. What the first packets cost, for which V8 compiles, stands apart.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildWithin } from '../../src/capture/filter/filter.ts';
import { createHosts, type Hosts, ip } from '../e2e/capture/hosts.ts';
import { cProgram, pcapReceiver } from '../support/c-program.ts';

const rounds = 5;
/** Packets of each round before those that are measured. */
const first = 300_000;
const perRound = 1_000_000;
const long = 10_000_000;

interface Result {
  readonly packets: number;
  readonly drops: number;
  /** Microseconds of CPU for each packet that was sent, of the first ones and of those after them. */
  readonly warmUp: number;
  readonly cost: number;
  readonly idle: number | undefined;
  readonly rss: number | undefined;
}

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  const hosts = createHosts();
  try {
    cProgram(folder, 'capture/sender');
    cProgram(folder, 'capture/receiver');
    if (pcapReceiver(folder) === undefined) console.log('SKIPPED libpcap: apt-get install libpcap-dev');
    // Answers would slow the sender: the host's stack never gets to see the packets, the tap does.
    hosts.on(hosts.host, 'ip', 'rule', 'add', 'from', '10.97.0.0/16', 'blackhole', 'pref', '0');
    await compare(hosts, folder);
  } finally {
    hosts.close();
    rmSync(folder, { recursive: true });
  }
}

async function compare(hosts: Hosts, folder: string): Promise<void> {
  const ours = fileURLToPath(new URL('./capture/receiver.js', import.meta.url));
  const candidates: [string, string[]][] = [
    ['C libpcap', [join(folder, 'receiver-pcap')]],
    ['C ring', [join(folder, 'receiver'), hexOf()]],
    ['portjail ring', [process.execPath, ours, 'ring']],
    ['tcpdump child', [process.execPath, ours, 'tcpdump']],
  ];
  const results = new Map<string, Result[]>(candidates.map(([name]) => [name, []]));
  for (let i = 0; i < rounds; i++) {
    for (const [name, command] of candidates) {
      const result = await measure(hosts, folder, command, perRound).catch(() => undefined);
      if (result !== undefined) results.get(name)?.push(result);
      print(`round ${i + 1} ${name}`, perRound, result);
    }
  }
  const base = medianCost(results.get('C libpcap') ?? []);
  for (const [name, list] of results) {
    console.log(`${name}: ${(medianCost(list) / base).toFixed(2)} times the CPU per packet of C libpcap`);
  }
  print('ten million', long, await measure(hosts, folder, [process.execPath, ours, 'ring'], long));
}

/** The filter in its plain hex: code, jt, jf, k of each instruction. */
function hexOf(): string {
  const { program } = buildWithin({ tcp: [[1, 1023]], udp: [[1, 1023]], late: [] });
  const view = new DataView(program.buffer);
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return Array.from({ length: program.length / 8 }, (_, i) => {
    const [jt, jf] = [view.getUint8(8 * i + 2), view.getUint8(8 * i + 3)];
    return (
      hex(view.getUint16(8 * i, true), 4) + hex(jt, 2) + hex(jf, 2) + hex(view.getUint32(8 * i + 4, true), 8)
    );
  }).join('');
}

async function measure(hosts: Hosts, folder: string, command: string[], count: number): Promise<Result> {
  const child = hosts.start(hosts.host, ...command);
  await once(child.stdout, 'data');
  const mac = /link\/ether (\S+)/.exec(ip('-n', hosts.host, 'link', 'show', 'eth0'))?.[1] ?? '';
  const costOf = async (packets: number): Promise<number> => {
    const before = cpuOf(child.pid ?? 0);
    const sender = hosts.start(hosts.attacker, join(folder, 'sender'), 'eth0', mac, String(packets));
    sender.stdout.resume();
    await once(sender, 'close');
    await sleep(500);
    return (cpuOf(child.pid ?? 0) - before) / packets;
  };
  const warmUp = await costOf(first);
  const cost = await costOf(count);
  const [packets = 0, drops = 0, , idle, rss] = (await lastLine(child)).split(' ').map(Number);
  return {
    packets,
    drops,
    warmUp,
    cost,
    ...(idle && rss ? { idle, rss } : { idle: undefined, rss: undefined }),
  };
}

/** Microseconds that all threads of a process have had of a CPU (sched-stats.rst of the kernel's documentation). */
const cpuOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map(thread => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1000)
    .reduce((sum, time) => sum + time, 0);

async function lastLine(child: ChildProcess): Promise<string> {
  child.kill('SIGTERM');
  const [bytes] = child.stdout === null ? [''] : await once(child.stdout, 'data');
  return String(bytes).trim();
}

function print(name: string, sent: number, result: Result | undefined): void {
  if (result === undefined) {
    console.log(`${name}: not to be had`);
    return;
  }
  const { packets, drops, warmUp, cost, idle, rss } = result;
  const memory = rss === undefined ? '' : `, RSS ${idle} -> ${rss} MB`;
  console.log(
    `${name}: ${packets} of ${first + sent}, ${drops} dropped, ${cost.toFixed(3)} us CPU a packet, ` +
      `${warmUp.toFixed(3)} of the first ${first}${memory}`,
  );
}

const medianCost = (list: readonly Result[]): number =>
  list.map(result => result.cost).sort((a, b) => a - b)[list.length >>> 1] ?? Number.NaN;
