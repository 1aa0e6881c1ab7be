/** Prints how often V8 collects garbage while the pipeline judges a million probes, none of which writes a line. */
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rules } from '../../src/detect/rules.ts';
import { ownSide } from '../../src/detect/spare/own.ts';
import { createTracker } from '../../src/detect/track/tracker.ts';
import { nothingAttached } from '../../src/detect/watch/attached.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';
import { pipeline } from '../../src/pipeline.ts';

const load = process.argv[2] ?? '';
const [warm, measured] = [250_000, 1_000_000];
const nobody = prefixSet([]);
const rules: Rules = {
  own: ownSide({}, []),
  attached: nothingAttached,
  spared: { ignored: nobody, own: nobody, hosts: nobody },
  trigger: { handshake: 1, packet: 4, window: 600_000 },
  prefixes: { ipv4: 0, ipv6: 0 },
  translators: nobody,
  seen: new Set(['below-trigger']),
  patience: 1_000,
};
let lines = 0;
const write = (): void => {
  lines++;
};
const { report, counters } = pipeline(rules, createTracker(), { scan: write, seen: write, held: write });

/** The one that a sentry lends. */
const probe = {
  time: 0.5,
  source: [0, 0, 0xffff, 0xf0000000] as [number, number, number, number],
  prefix: undefined,
  target: [0, 0, 0xffff, 0xc0000201] as const,
  protocol: 'tcp' as const,
  port: 1,
  kind: 'syn' as const,
  evidence: 'packet' as const,
  device: 2,
  sourcePort: 40_000,
  isAnswer: false,
};

function run(first: number, count: number): void {
  for (let i = first; i < first + count; i++) {
    // Within a second nobody has waited long enough for a line.
    probe.time = 1_800_000_000_000.5 + i / 2_000;
    probe.source[3] = 0x20000000 + (Math.imul(load === 'random' ? i : i % 1_000, 2_654_435_761) & 0x1fffffff);
    probe.port = load === 'scanners' ? 1 + (Math.floor(i / 1_000) % 1_023) : 23;
    report(probe);
  }
}

run(0, warm);
// Code that was made meanwhile takes its place between two turns.
await sleep(50);
run(warm, warm);
await sleep(50);
lines = 0;
let collections = 0;
const observer = new PerformanceObserver(list => {
  collections += list.getEntries().length;
});
observer.observe({ entryTypes: ['gc'] });
const before = counters.probes;
run(2 * warm, measured);
await sleep(50);
console.log(JSON.stringify({ collections, lines, probes: counters.probes - before }));
