/**
 * `npm run bench detect`: probes a second that the tracker takes, from more and more sources, known ones and an endless
 * row of new ones; and the memory of a process of its own that holds a million.
 */
import { execFileSync } from 'node:child_process';
import { createTracker, type Tracker } from '../../src/detect/track/tracker.ts';
import { probeOf, trigger } from './detect/load.ts';

const counts = [10_000, 100_000, 1_000_000];
const probes = 1_000_000;
const rounds = 5;

export function bench(): void {
  const rates = counts.map(count => ({ count, known: median(count, known), fresh: median(count, fresh) }));
  for (const { count, known, fresh } of rates) {
    console.log(`${count} sources: ${thousands(known)} probes a second, ${thousands(fresh)} of new sources`);
  }
  const [few, , many] = rates;
  if (few === undefined || many === undefined) throw new RangeError('There are fewer counts than that');
  console.log(
    `a probe costs ${(few.known / many.known).toFixed(1)} times as much with 100 times the sources`,
  );
  console.log(`10000 sources that scan all ports: ${thousands(median(10_000, scanning))} probes a second`);
  const [, some = 0, all = 0] = counts.map(memory);
  console.log(`from 100 thousand to a million: ${Math.round(((all - some) * 1e6) / 900_000)} bytes a source`);
}

const thousands = (rate: number): string => `${Math.round(rate / 1000)} thousand`;

function median(count: number, load: (tracker: Tracker, count: number) => void): number {
  const rates = Array.from({ length: rounds }, () => {
    const tracker = createTracker(count);
    for (let i = 0; i < count; i++) tracker.touch(probeOf(i, count), trigger);
    const start = performance.now();
    load(tracker, count);
    return (probes * 1000) / (performance.now() - start);
  }).sort((a, b) => a - b);
  return rates[rounds >> 1] ?? 0;
}

function known(tracker: Tracker, count: number): void {
  for (let i = 0; i < probes; i++) tracker.touch(probeOf(i, count), trigger);
}

function fresh(tracker: Tracker, count: number): void {
  for (let i = count; i < count + probes; i++) tracker.touch(probeOf(i, 2 ** 32), trigger);
}

/** More sources with more ports than there are pages for. */
function scanning(tracker: Tracker, count: number): void {
  for (let i = 0; i < probes; i++) tracker.touch(probeOf(i, count, 65_535), trigger);
}

/** Returns the RSS with all sources, in MB. */
function memory(count: number): number {
  const file = new URL('./detect/memory.js', import.meta.url).pathname;
  const told = JSON.parse(execFileSync(process.execPath, [file, String(count)], { encoding: 'utf8' }));
  const { idle, made, filled, scanned } = told;
  const [bare, before, after, all] = [idle, made, filled, scanned].map(value => value.toFixed(0));
  console.log(
    `${count} sources: RSS ${bare} MB bare, ${before} MB before the first, ${after} MB with all, ${all} MB with many scans`,
  );
  return filled;
}
