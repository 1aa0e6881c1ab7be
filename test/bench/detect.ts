/** `npm run bench detect`: probes a second that the tracker takes, from more and more sources. */
import { createTracker, type Trigger } from '../../src/detect/tracker.ts';
import type { Probe } from '../../src/probe.ts';

const trigger: Trigger = { handshake: 1, packet: 4, window: 600_000 };
const probes = 500_000;
const rounds = 5;

export function bench(): void {
  for (const sources of [1_000, 10_000, 60_000]) {
    const rates = Array.from({ length: rounds }, () => rateOf(sources)).sort((a, b) => a - b);
    console.log(
      `${sources} sources: ${Math.round((rates[rounds >> 1] ?? 0) / 1000)} thousand probes a second`,
    );
  }
}

function rateOf(sources: number): number {
  const tracker = createTracker();
  const start = performance.now();
  for (let i = 0; i < probes; i++) tracker.touch(probeOf(i, sources), trigger);
  return (probes * 1000) / (performance.now() - start);
}

/** Each source touches its ports one after the other, and all of them by turns. */
const probeOf = (i: number, sources: number): Probe => ({
  time: 1_800_000_000_000 + i / 100,
  source: [0, 0, 0xffff, 0x0a000000 + (i % sources)],
  target: [0, 0, 0xffff, 0xc0000201],
  protocol: 'tcp',
  port: 1 + (Math.floor(i / sources) % 1000),
  kind: 'syn',
  evidence: 'packet',
});
