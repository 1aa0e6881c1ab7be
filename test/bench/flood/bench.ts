/**
 * `npm run bench flood`: a flood of forged SYNs from one host to another, with two real scans in it, on the whole sentry and
 * on Debian's Portsentry 1.2, scanlogd and Portsentry 2, one after the other on the same traffic: what a packet costs, what is
 * not seen, what is named. RATE=N packets a second instead of 100,000 and 300,000, COUNT=N of them instead of a
 * million, and names of products behind `flood` for some of them. Needs root and two cores.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorMessage } from '../../../src/util/errors.ts';
import { flooded } from './flooded.ts';
import { live } from './live.ts';
import { libpcap } from './products/libpcap.ts';
import { portjail } from './products/portjail.ts';
import { portsentry1 } from './products/portsentry-1.ts';
import { portsentry2 } from './products/portsentry-2.ts';
import type { Product } from './products/product.ts';
import { scanlogd } from './products/scanlogd.ts';
import { buildPrograms, type Programs } from './programs.ts';
import { costOf, lossOf, type Outcome, table, unaccounted } from './table.ts';

const products: readonly Product[] = [portjail, libpcap, portsentry1, scanlogd, portsentry2];

export async function bench(): Promise<void> {
  if (availableParallelism() < 2) throw new RangeError('who sends needs a core of its own: there is one');
  const { RATE, COUNT } = process.env;
  const rates = RATE === undefined ? [100_000, 300_000] : [Number(RATE)];
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  try {
    const count = Number(COUNT ?? 1_000_000);
    const programs = buildPrograms(folder);
    const ready = chosen().filter(product => isToBeHad(product, programs));
    console.log(machine());
    for (const rate of rates) {
      const outcomes: Outcome[] = [];
      for (const product of ready) outcomes.push(await flooded(product, programs, { rate, count }));
      print(outcomes, rate);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function chosen(): readonly Product[] {
  const names = process.argv.slice(3);
  const unknown = names.find(name => !products.some(product => product.name === name));
  if (unknown !== undefined)
    throw new RangeError(
      `no "${unknown}" is flooded: there are ${products.map(({ name }) => name).join(', ')}`,
    );
  return names.length === 0 ? products : products.filter(({ name }) => names.includes(name));
}

function isToBeHad(product: Product, programs: Programs): boolean {
  try {
    product.prepare(programs);
    return true;
  } catch (error) {
    console.log(`SKIPPED ${product.name}: it cannot be had here (${errorMessage(error).split('\n')[0]})`);
    return false;
  }
}

const machine = (): string =>
  `${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ` +
  `Linux ${release().split('-')[0]}, Node.js ${process.versions.node}`;

function print(outcomes: readonly Outcome[], rate: number): void {
  console.log(['', ...table(outcomes), ''].join('\n'));
  for (const outcome of outcomes) {
    const { name, sent } = outcome;
    const rest = unaccounted(outcome);
    console.log(
      `${name}: ${sent.packets} packets, ${sent.rate.toFixed(0)} a second, ${costOf(outcome).toFixed(3)} us each, ` +
        `${(lossOf(outcome) * 100).toFixed(2)} % not seen${rest === 0 ? '' : `; ${rest} IN NO COUNTER`}`,
    );
  }
  const ours = outcomes.find(({ name }) => name === portjail.name);
  const peer = outcomes.find(({ name }) => name === libpcap.name);
  if (ours !== undefined) console.log(live(rate, ours, peer));
}
