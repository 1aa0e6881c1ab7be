/** `npm run bench ignore`: what long ignore files add to the start of a sentry, to its idle time and to a reload. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { measured } from './sentry.ts';

const idleFor = 30_000;

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  try {
    for (const [name, lines] of [
      ['no entry', 0],
      ['100,000 IPv4 addresses', 100_000],
      ['100,000 IPv6 networks', -100_000],
      ['a million IPv4 addresses', 1_000_000],
    ] as const) {
      const file = join(folder, 'ignore');
      writeFileSync(file, listOf(lines));
      console.log(`${name}: ${await costs(file)}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function costs(file: string): Promise<string> {
  const sentry = await measured({ tcp: { ports: '11023' }, udp: { mode: 'off' }, ignore: { files: [file] } });
  const before = sentry.cpu();
  await sleep(idleFor);
  const idle = (100 * (sentry.cpu() - before)) / idleFor;
  const idleStall = await sentry.stall();
  const reload = await sentry.reload();
  const stall = await sentry.stall();
  await sentry.stop();
  const rows = [
    `start ${sentry.start.toFixed(0)} ms`,
    `idle ${idle.toFixed(2)} % of a CPU, longest stall ${idleStall} ms`,
    `reload ${reload.toFixed(0)} ms, longest stall ${stall} ms`,
  ];
  return rows.join('; ');
}

/** So many addresses in no order, each once; IPv6 networks below zero. */
function listOf(lines: number): string {
  const scattered = Array.from({ length: Math.abs(lines) }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0);
  const hex = (word: number): string => `${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`;
  const dotted = (word: number): string => [24, 16, 8, 0].map(shift => (word >>> shift) & 255).join('.');
  return scattered.map(word => (lines < 0 ? `2001:db8:${hex(word)}::/64\n` : `${dotted(word)}\n`)).join('');
}
