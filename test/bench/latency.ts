/** `npm run bench latency`: from a packet at the interface to its line on disk, of the whole `portjail run`, at a low rate. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createHosts, type Hosts, ip } from '../e2e/capture/hosts.ts';

/** As many new sources as may be written at once. */
const probes = 15;

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  const hosts = createHosts();
  try {
    const source = fileURLToPath(new URL('../../../test/bench/capture/sender.c', import.meta.url));
    execFileSync('gcc', ['-O2', '-D_GNU_SOURCE', '-o', join(folder, 'sender'), source]);
    const times = (await measure(hosts, folder)).sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(1);
    console.log(`packet to line: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (${times.length} lines)`);
  } finally {
    hosts.close();
    rmSync(folder, { recursive: true });
  }
}

async function measure(hosts: Hosts, folder: string): Promise<number[]> {
  const [config, log] = [join(folder, 'portjail.json'), join(folder, 'log')];
  const modes = { tcp: { mode: 'stealth', ports: '23' }, udp: { mode: 'off' } };
  writeFileSync(config, JSON.stringify({ ...modes, trigger: { packet: 1 }, log: { file: log } }));
  const sentry = hosts.start(
    hosts.host,
    'env',
    `RUNTIME_DIRECTORY=${join(folder, 'run')}`,
    process.execPath,
    ...[resolve('dist/cli.js'), 'run', '-c', config],
  );
  await once(sentry.stdout, 'data');
  const mac = /link\/ether (\S+)/.exec(ip('-n', hosts.host, 'link', 'show', 'eth0'))?.[1] ?? '';
  const times: number[] = [];
  for (let i = 0; i < probes; i++) {
    // Each one from another address, at no steady pace: the ring's clock must not be in step with ours.
    hosts.start(hosts.attacker, join(folder, 'sender'), 'eth0', mac, '1').stdout.resume();
    times.push(...(await untilLine(log, times.length)));
    await sleep(20 + (i % 7));
  }
  return times;
}

/** The line holds the time at which the kernel saw the packet; it is looked for until it stands in the file. */
async function untilLine(log: string, known: number): Promise<number[]> {
  for (const start = performance.now(); performance.now() - start < 5_000; await sleep(1)) {
    const line = readFileSync(log, 'latin1').split('\n')[known];
    if (line) return [Date.now() - Number(/ (\d+\.\d+) /.exec(line)?.[1]) * 1000];
  }
  return [];
}
