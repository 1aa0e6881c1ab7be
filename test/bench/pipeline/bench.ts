/**
 * `npm run bench pipeline`: what a probe costs on its way to its verdict, of `portjail replay` and of a live sentry from a
 * decoded packet on, and the peak memory of replaying a million forged SYNs. With BASE=FOLDER, another checkout that was
 * built and compiled, both by turns in one run. ROUNDS=N instead of five.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Load, loads, writeCapture } from './load.ts';

/** What is measured is the difference of both, so that the start of the process and of its code counts little. */
const [few, many] = [2_000, 302_000];
const forged = 1_000_000;
const rounds = Number(process.env['ROUNDS'] ?? 5);

/** Microseconds of user CPU, and the peak memory in KiB, of a whole process. */
interface Usage {
  readonly user: number;
  readonly peak: number;
}

const ways = ['replay', 'live'] as const;
type Way = (typeof ways)[number];

export function bench(): void {
  const base = process.env['BASE'];
  const checkouts = base === undefined ? [process.cwd()] : [process.cwd(), resolve(base)];
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  try {
    for (const load of loads)
      for (const count of [few, many]) writeCapture(fileOf(folder, load, count), load, count);
    writeCapture(fileOf(folder, 'random', forged), 'random', forged);
    for (const way of ways) for (const load of loads) compare(folder, way, load, checkouts);
    memory(folder, checkouts);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const fileOf = (folder: string, load: Load, count: number): string => join(folder, `${load}-${count}`);
const peer = (index: number): string => (index === 0 ? 'here' : 'BASE');

function compare(folder: string, way: Way, load: Load, checkouts: readonly string[]): void {
  const costs = checkouts.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, checkout] of checkouts.entries()) {
      const run = (count: number): number => usage(checkout, argsOf(way, checkout, folder, load, count)).user;
      costs[index]?.push((run(many) - run(few)) / (many - few));
    }
  const told = costs.map((list, i) => `${peer(i)} ${median(list).toFixed(2)} (${shown(list)})`);
  const [here = Number.NaN, there] = costs.map(median);
  const ratio = there === undefined ? '' : `, ${(there / here).toFixed(2)} times less`;
  console.log(`${way}, ${load}: us of user CPU a probe: ${told.join(', ')}${ratio}`);
}

function memory(folder: string, checkouts: readonly string[]): void {
  for (const [index, checkout] of checkouts.entries()) {
    const peaks = Array.from(
      { length: rounds },
      () => usage(checkout, argsOf('replay', checkout, folder, 'random', forged)).peak,
    );
    const megabytes = (median(peaks) * 1024) / 1e6;
    console.log(
      `a million forged SYNs, replayed: ${peer(index)} at most ${megabytes.toFixed(0)} MB of memory`,
    );
  }
}

function argsOf(way: Way, checkout: string, folder: string, load: Load, count: number): string[] {
  if (way === 'live')
    return [fileURLToPath(new URL('./live.js', import.meta.url)), ...[checkout, load, String(count)]];
  return [
    join(checkout, 'dist/cli.js'),
    ...['replay', fileOf(folder, load, count), '--defaults', '--tcp-mode', 'advanced'],
  ];
}

function usage(cwd: string, args: readonly string[]): Usage {
  const watcher = new URL('./usage.js', import.meta.url).href;
  const { stderr, status } = spawnSync(process.execPath, ['--import', watcher, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const told = /^usage (.*)$/m.exec(stderr)?.[1];
  if (status !== 0 || told === undefined) throw new Error(`${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(told);
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >>> 1] ?? 0;
const shown = (list: readonly number[]): string => list.map(cost => cost.toFixed(2)).join(' ');
