/**
 * Prints how much memory (bytes of V8's heap) COUNT probes of a LOAD take on a WAY to their verdicts, PACE of them in a
 * millisecond, whether it is free again or not; how many lines they write, and by how much the memory in use has grown
 * (bytes). Needs --expose-gc. So many have warmed the way up before as fill its tables.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GCProfiler } from 'node:v8';
import { createPacket } from '../../src/capture/packet.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Rules } from '../../src/detect/rules.ts';
import { ownSide } from '../../src/detect/spare/own.ts';
import { createTracker } from '../../src/detect/track/tracker.ts';
import { nothingAttached } from '../../src/detect/watch/attached.ts';
import { noServicePorts } from '../../src/detect/watch/services.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';
import { pipeline } from '../../src/pipeline.ts';
import { blankProbe } from '../../src/probe.ts';
import { replay } from '../../src/sentry/replay.ts';
import { opened } from '../bench/pipeline/from-memory.ts';
import { firstTime, type Load, target, writeCapture } from '../bench/pipeline/load.ts';

const [way = '', load = ''] = process.argv.slice(2);
const [count = 0, pace = 0] = process.argv.slice(4).map(Number);
const warm = 200_000;
const nobody = prefixSet([]);
const rules: Rules = {
  own: ownSide({}, []),
  attached: nothingAttached,
  spared: { ignored: nobody, own: nobody, hosts: nobody },
  trigger: { handshake: 1, packet: 4, window: 600_000 },
  prefixes: way === 'networks' ? { ipv4: 120, ipv6: 64 } : { ipv4: 0, ipv6: 0 },
  translators: nobody,
  seen: new Set(['below-trigger']),
  patience: 1_000,
};
let lines = 0;
const write = (): void => {
  lines++;
};
const { report, counters } = pipeline(rules, createTracker(), { scan: write, seen: write, held: write });
const reports = { probe: report, answer: write };
const { config } = loadConfig({ defaults: true, tcpMode: 'advanced', udpMode: 'off' });

/** What is in use once nothing waits to be collected. */
const memory = (): number => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
/** How often V8 collects depends on how idle the machine is; what there is to collect does not. */
async function takenBy(run: () => unknown): Promise<number> {
  const profiler = new GCProfiler();
  const before = process.memoryUsage().heapUsed;
  profiler.start();
  await run();
  const { statistics } = profiler.stop();
  const left = process.memoryUsage().heapUsed - before;
  return statistics.reduce(
    (sum, { beforeGC, afterGC }) =>
      sum + beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize,
    left,
  );
}
/** Runs what is measured, from here on. */
async function measured(run: () => unknown): Promise<void> {
  // Code that was made meanwhile takes its place between two turns.
  await sleep(50);
  const [before, probes] = [memory(), counters.probes];
  lines = 0;
  const taken = await takenBy(run);
  const grown = memory() - before;
  console.log(JSON.stringify({ taken, lines, probes: counters.probes - probes, grown }));
}

/** In 31 bits, and no object of both: what is made here would be taken for what the way makes. */
const sourceOf = (i: number): number =>
  0x20000000 + (Math.imul(load === 'random' ? i : i % 1_000, 2_654_435_761) & 0x1fffffff);
const portOf = (i: number): number => (load === 'one port' ? 23 : 1 + (Math.floor(i / 1_000) % 1_023));

/** Probes as a sentry lends them. */
async function throughPipeline(): Promise<void> {
  const probe = blankProbe();
  probe.source[2] = probe.target[2] = 0xffff;
  probe.target[3] = target;
  probe.kind = 'syn';
  const run = (first: number, end: number): void => {
    for (let i = first; i < end; i++) {
      probe.time = firstTime + 0.5 + i / pace;
      probe.source[3] = sourceOf(i);
      probe.port = portOf(i);
      report(probe);
    }
  };
  run(0, warm / 2);
  await sleep(50);
  run(warm / 2, warm);
  await measured(() => run(warm, warm + count));
}

/** Packets as a ring hands them over. The ports are the sentry's own, so that the kernel's sockets are not asked for each. */
async function throughStealth(): Promise<void> {
  register('../bench/pipeline/hooks.js', import.meta.url);
  const { stealthKind } = await import('../../src/sentry/stealth.ts');
  const sentry = await stealthKind.start(config, {
    way: { trap: undefined, loopback: true, whyNoTrap: undefined, whyNoHooks: undefined },
    reports,
    onFailure: error => {
      throw error;
    },
    isOwn: () => true,
    servicePorts: noServicePorts,
  });
  const packet = createPacket();
  packet.source[2] = packet.target[2] = 0xffff;
  packet.target[3] = target;
  packet.flags = 2;
  const run = (first: number, end: number): void => {
    for (let i = first; i < end; i++) {
      packet.time = opened.time = firstTime + 0.5 + i / pace;
      packet.source[3] = sourceOf(i);
      packet.port = portOf(i);
      packet.sourcePort = 40_000 + (i % 20_000);
      opened.onPacket(packet);
    }
  };
  run(0, warm / 2);
  await sleep(50);
  run(warm / 2, warm);
  await measured(() => run(warm, warm + count));
  sentry.stop();
}

/** Captures as they are replayed, one to warm up and one that counts. */
async function throughReplay(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-probes-'));
  const file = join(folder, 'capture');
  try {
    writeCapture(file, load as Load, warm, { first: 0, pace });
    await replay(file, config, reports);
    writeCapture(file, load as Load, count, { pace, first: warm });
    await measured(() => replay(file, config, reports));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await (way === 'replay' ? throughReplay() : way === 'stealth' ? throughStealth() : throughPipeline());
process.exit();
