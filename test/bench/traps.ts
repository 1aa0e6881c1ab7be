/**
 * `npm run bench traps`: one socket for all ports beside one for each: start, descriptors, memory, handshakes; a service that
 * starts a thousand times under a client's hands; and what somebody else's service pays for it.
 */
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createHosts, type Hosts, hostAddress } from '../e2e/capture/hosts.ts';
import { cProgram } from '../support/c-program.ts';
import type { Load, Start } from './traps-host.ts';

const counts = [60, 1_000, 65_535];
const handshakes = 60_000;
const program = fileURLToPath(new URL('traps-host.js', import.meta.url));

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  const hosts = createHosts();
  try {
    const tool = cProgram(folder, 'traps');
    for (const count of counts)
      for (const way of ['trap', 'sockets'] as const) await measureWay(hosts, tool, way, count);
    await measureStarts(hosts, tool);
    await measureWait(hosts, tool);
    await measureOthers(hosts, tool);
  } finally {
    hosts.close();
    rmSync(folder, { recursive: true });
  }
}

/** As of traps-host.ts. */
type Way = 'trap' | 'sockets' | 'bare' | 'none';
type Process = ChildProcessByStdio<Writable, Readable, null>;

/** A program in the network namespace, and in nothing else of it: the hooks need the machine's cgroups. */
const inside = (namespace: string, ...command: readonly string[]): string[] => [
  `--net=/run/netns/${namespace}`,
  ...command,
];
const start = (namespace: string, ...command: readonly string[]): Process =>
  spawn('nsenter', inside(namespace, ...command), { stdio: ['pipe', 'pipe', 'inherit'] });
const run = (namespace: string, ...command: readonly string[]): string =>
  execFileSync('nsenter', inside(namespace, ...command), { encoding: 'utf8', maxBuffer: 1 << 28 });

interface Watched {
  readonly started: Start;
  load(): Promise<Load>;
  stop(): Promise<void>;
}

async function watch(hosts: Hosts, way: Way, count: number): Promise<Watched> {
  const command = ['sh', '-c', 'ulimit -n 70000 2>/dev/null; exec "$0" "$@"', process.execPath, program];
  const child = start(hosts.host, ...command, way, String(count));
  const lines: Interface = createInterface({ input: child.stdout });
  const next = async <T>(): Promise<T> => JSON.parse(String((await once(lines, 'line'))[0])) as T;
  const started = await next<Start>();
  return {
    started,
    load: () => {
      const answer = next<Load>();
      child.stdin.write('\n');
      return answer;
    },
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function measureWay(hosts: Hosts, tool: string, way: Way, count: number): Promise<void> {
  const watched = await watch(hosts, way, count);
  const { milliseconds, descriptors, memory, watched: ports } = watched.started;
  const [done = ''] = run(
    hosts.attacker,
    tool,
    'flood',
    hostAddress,
    '1',
    String(ports),
    String(handshakes),
  ).split(' ');
  const load = await seenAll(watched, Number(done));
  console.log(
    `${way}, ${count} ports: ${ports} watched after ${milliseconds.toFixed(0)} ms, ${descriptors} descriptors, ` +
      `${memory.toFixed(1)} MB; ${load.seen} of ${done} handshakes seen, ${((load.cpu * 1000) / load.seen).toFixed(0)} us CPU each, ` +
      `${Math.round(load.seen / load.seconds)} a second`,
  );
  await watched.stop();
}

/** What comes last is seen a moment later; what was dropped never is. */
async function seenAll(watched: Watched, done: number): Promise<Load> {
  for (let i = 0; ; i++) {
    const load = await watched.load();
    if (load.seen + load.drops >= done || i === 50) return load;
    await sleep(100);
  }
}

/** What a client loses that began after listen(2) has returned, while looks arm what they find free all the time. */
async function measureStarts(hosts: Hosts, tool: string): Promise<void> {
  const times = 1000;
  const watched = await watch(hosts, 'bare', 5432);
  const service = start(hosts.host, tool, 'serve', '0.0.0.0', '5432', String(times));
  const client = start(hosts.attacker, tool, 'knock', hostAddress, '5432');
  const told = linesOf(client);
  const spans = await linesOf(service);
  client.kill('SIGTERM');
  const misses = await told;
  const open = spans.map(line => line.split(' ').map(BigInt));
  const margin = 2_000_000n;
  const lost = misses
    .filter(line => /^\d+$/.test(line))
    .map(BigInt)
    .filter(began => open.some(([from = 0n, to = 0n]) => began > from && began < to - margin));
  const { seen } = await watched.load();
  console.log(
    `a service that starts ${open.length} times, a client every millisecond (${misses.at(-1)}, ${seen} seen by the trap): ` +
      `${lost.length} lost after its listen`,
  );
  await watched.stop();
}

async function linesOf({ stdout }: Process): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stdout })) lines.push(line);
  return lines;
}

/** How long a service that sets no SO_REUSEADDR waits for its port while connections to it come, and stay open. */
async function measureWait(hosts: Hosts, tool: string): Promise<void> {
  const waits: number[] = [];
  const flood = start(hosts.attacker, tool, 'flood', hostAddress, '5432', '5432', '100000000', '200');
  for (let i = 0; i < 11; i++) {
    const watched = await watch(hosts, 'trap', 5432);
    await sleep(500);
    waits.push(Number(run(hosts.host, tool, 'take', '0.0.0.0', '5432')));
    await watched.stop();
  }
  flood.kill('SIGKILL');
  waits.sort((a, b) => a - b);
  console.log(
    `a bind without SO_REUSEADDR under a flood of its port waits ${waits[5]?.toFixed(0)} ms, ` +
      `${waits[10]?.toFixed(0)} at most of ${waits.length} times`,
  );
}

/** Neither is the first each time: what came before may cost too. */
const inTurn = (round: number) =>
  round % 2 === 0 ? (['none', 'trap'] as const) : (['trap', 'none'] as const);

/** A million datagrams and 100,000 connections to a service of somebody else's. */
async function measureOthers(hosts: Hosts, tool: string): Promise<void> {
  const costs = {
    none: { datagram: [] as number[], connection: [] as number[] },
    trap: { datagram: [] as number[], connection: [] as number[] },
  };
  for (let round = 0; round < 5; round++)
    for (const way of inTurn(round)) {
      const watched = await watch(hosts, way, 65_535);
      const service = start(hosts.host, tool, 'accept', '0.0.0.0', '80');
      await once(service.stdout, 'data');
      costs[way].datagram.push(Number(run(hosts.attacker, tool, 'send', hostAddress, '80', '200000')));
      const [, , connection = 0] = run(hosts.attacker, tool, 'flood', hostAddress, '80', '80', '20000')
        .split(' ')
        .map(Number);
      costs[way].connection.push(connection);
      service.kill('SIGKILL');
      await watched.stop();
    }
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  for (const [what, unit] of [
    ['datagram', 'ns'],
    ['connection', 'us'],
  ] as const) {
    const [without, withTrap] = [middle(costs.none[what]), middle(costs.trap[what])];
    console.log(
      `a ${what} to another service: ${without.toFixed(0)} ${unit} without, ${withTrap.toFixed(0)} with it ` +
        `(${(((withTrap - without) / without) * 100).toFixed(1)} %)`,
    );
  }
}
