/**
 * `npm run bench state`: the state file of a table that is full, behind a flood: how large it is, how long the loop stands
 * still while it is saved every minute, how long the last save takes, and how long a start takes to read it.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRepeats } from '../../../src/detect/speak/repeats.ts';
import { createTracker, maxSources, type Tracker } from '../../../src/detect/track/tracker.ts';
import { noServicePorts } from '../../../src/detect/watch/services.ts';
import type { Address } from '../../../src/net/address.ts';
import type { Probe } from '../../../src/probe.ts';
import { readState, writeState, writeStateAside } from '../../../src/state/file.ts';
import { encodeState } from '../../../src/state/format.ts';
import { servicePortParts } from '../../../src/state/service-ports.ts';
import { thisBoot } from '../../../src/sys/boot.ts';
import { inTurns, type Steps } from '../../../src/util/steps.ts';

const trigger = { handshake: 1, packet: 4, window: 600_000 };
const start = Date.now();
const rounds = 5;
const resolution = 1;

const loads: readonly [string, (i: number) => number, number][] = [
  ['65,536 sources, each with one to eight ports', i => i >> 3, 8 * maxSources],
  [
    'the same behind two million forged ones',
    i => (i < 8 * maxSources ? i >> 3 : i),
    8 * maxSources + 2_000_000,
  ],
];

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  const path = join(folder, 'state');
  try {
    for (const [name, sourceOf, touches] of loads) {
      const tracker = createTracker();
      const repeats = createRepeats();
      for (let i = 0; i < touches; i++) play(tracker, repeats, i, sourceOf(i));
      const pieces = (): Iterable<Uint8Array> =>
        encodeState(servicePortParts(noServicePorts, thisBoot(), Date.now()), both(tracker, repeats));
      const stalls: number[] = [];
      const [sliced, last, read]: number[][] = [[], [], []];
      for (let round = 0; round < rounds; round++) {
        sliced?.push(
          await timed(async () =>
            stalls.push(await stall(() => writeStateAside(path, pieces(), () => true))),
          ),
        );
        last?.push(await timed(() => writeState(path, pieces())));
        let rest: Steps<void> | undefined;
        read?.push(await timed(() => (rest = restored(path))));
        stalls.push(await stall(() => inTurns(rest as Steps<void>)));
      }
      console.log(
        `${name}: ${(statSync(path).size / 1e6).toFixed(1)} MB; saved in slices in ${median(sliced)} ms, of which the loop ` +
          `stood still for ${Math.max(...stalls).toFixed(0)} ms at most; at the end in ${median(last)} ms; ` +
          `restored in ${median(read)} ms`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function* both(tracker: Tracker, repeats: ReturnType<typeof createRepeats>) {
  yield* repeats.blocks();
  yield* tracker.blocks();
}

function play(tracker: Tracker, repeats: ReturnType<typeof createRepeats>, i: number, number: number): void {
  const touch: Probe = {
    source: addressOf(number),
    target: [0, 0, 0xffff, 0xc0000201],
    time: start + i / 50,
    port: 1 + (i % 8),
    protocol: 'udp',
    kind: 'udp',
    evidence: 'packet',
  };
  const { triggered, hits } = tracker.touch(touch, trigger);
  if (triggered) repeats.said(touch, hits);
}

const addressOf = (number: number): Address => [0, 0, 0xffff, Math.imul(number, 0x9e3779b1) >>> 0];

function restored(path: string): Steps<void> {
  const found = readState(path);
  if (found === undefined || !('remembered' in found) || found.remembered.tracker === undefined)
    throw new Error(`there is no state: ${JSON.stringify(found).slice(0, 200)}`);
  const tracker = createTracker();
  createRepeats().recall(found.remembered, 0);
  const rest = tracker.recall(found.remembered.tracker, 0);
  if (tracker.sources() !== maxSources) throw new Error(`only ${tracker.sources()} sources came back`);
  return rest;
}

async function timed(work: () => unknown): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** How long the loop stood still at most, in milliseconds. */
async function stall(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  await sleep(10);
  delay.reset();
  await work();
  await sleep(10);
  delay.disable();
  return delay.max / 1e6 - resolution;
}

const median = (times: readonly number[] = []): string =>
  ([...times].sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN).toFixed(0);
