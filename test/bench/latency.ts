/**
 * `npm run bench latency`: from a handshake, and from a packet, to the line on disk, of the whole `portjail run`: one at a
 * time, and handshakes once more under a flood of forged packets.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createHosts, type Hosts, hostAddress, ip } from '../e2e/capture/hosts.ts';
import { type Lines, openLines } from './latency/lines.ts';

const samples = 200;
const decoy = 2323;
/** Packets a second: few enough that each has its line, and a flood that lasts until it is stopped. */
const few = 11;
const many = 100_000;
/** What a packet waits for the answer of a service (milliseconds): `answerPatience`. */
const patience = 1_000;

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  const hosts = createHosts();
  try {
    const source = fileURLToPath(new URL('../../../test/bench/capture/sender.c', import.meta.url));
    execFileSync('gcc', ['-O2', '-D_GNU_SOURCE', '-o', join(folder, 'sender'), source]);
    address(hosts);
    await measure(hosts, folder);
  } finally {
    hosts.close();
    rmSync(folder, { recursive: true });
  }
}

/** The clients' addresses are apart from the forged ones, which the host's stack never gets to see: it would answer. */
function address(hosts: Hosts): void {
  for (let i = 0; i < samples; i++) ip('-n', hosts.attacker, 'addr', 'add', `${client(i)}/32`, 'dev', 'eth0');
  ip('-n', hosts.host, 'route', 'add', '10.98.0.0/16', 'dev', 'eth0');
  ip('-n', hosts.host, 'rule', 'add', 'iif', 'eth0', 'from', '10.97.0.0/16', 'blackhole', 'pref', '0');
}

const client = (i: number): string => `10.98.${Math.floor(i / 200)}.${1 + (i % 200)}`;

async function measure(hosts: Hosts, folder: string): Promise<void> {
  const { log, counters } = await startSentry(hosts, folder);
  const lines = openLines(log);
  const knock = startKnocking(hosts);
  const mac = /link\/ether (\S+)/.exec(ip('-n', hosts.host, 'link', 'show', 'eth0'))?.[1] ?? '';
  const send = (count: number, rate: number) => {
    const sender = hosts.start(hosts.attacker, join(folder, 'sender'), 'eth0', mac, `${count}`, `${rate}`);
    sender.stdout.resume();
    return sender;
  };
  print('handshake to line', await handshakes(lines, knock, 0));
  send(samples, few);
  print('packet to line, without the second that it waits', await packets(lines));
  const flood = send(1e9, many);
  print(
    `handshake to line under ${many} forged packets a second`,
    await handshakes(lines, knock, samples / 2),
  );
  flood.kill();
  console.log(await counters());
  lines.close();
}

/** Starts the sentry. Returns its log, and what says its counters. */
async function startSentry(hosts: Hosts, folder: string) {
  const [config, log, run] = [join(folder, 'portjail.json'), join(folder, 'log'), join(folder, 'run')];
  const modes = { tcp: { mode: 'stealth', ports: '23', decoys: `${decoy}` }, udp: { mode: 'off' } };
  writeFileSync(config, JSON.stringify({ ...modes, log: { file: log } }));
  const command = [process.execPath, resolve('dist/cli.js'), 'run', '-c', config];
  const unit = [`RUNTIME_DIRECTORY=${run}`, 'NODE_OPTIONS=--max-semi-space-size=1'];
  const sentry = hosts.start(hosts.host, 'env', ...unit, ...command);
  await once(sentry.stdout, 'data');
  return {
    log,
    counters: async (): Promise<string> => {
      sentry.kill('SIGUSR1');
      await sleep(500);
      return JSON.stringify(JSON.parse(readFileSync(join(run, 'status.json'), 'utf8')).counters);
    },
  };
}

type Knock = (address: string) => Promise<number>;

/** Returns what finishes a handshake with the decoy from an address, and returns when it began. */
function startKnocking(hosts: Hosts): Knock {
  const program = fileURLToPath(new URL('./latency/knock.js', import.meta.url));
  const child = hosts.start(hosts.attacker, process.execPath, program, hostAddress, `${decoy}`);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async address => {
    child.stdin.write(`${address}\n`);
    return Number((await answers.next()).value);
  };
}

async function handshakes(lines: Lines, knock: Knock, first: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = first; i < first + samples / 2; i++) {
    const began = await knock(client(i));
    const { time } = await lines.until(`src=${client(i)} `, 'evidence=handshake');
    times.push(time - began);
    // At no steady pace: the ring's clock must not be in step with ours.
    await sleep(40 + (i % 7));
  }
  return times;
}

/** A line holds the time at which the kernel saw the packet. */
async function packets(lines: Lines): Promise<number[]> {
  const times: number[] = [];
  // A source that comes twice, of 65,536, has one line.
  while (times.length < 0.9 * samples) {
    const { line, time } = await lines.until(' evidence=packet ');
    times.push(time - Number(/ (\d+\.\d+) /.exec(line)?.[1]) * 1000 - patience);
  }
  return times;
}

function print(name: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1);
  console.log(`${name}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms (${sorted.length})`);
}
