/**
 * `npm run bench follow`: lines a second of a log that was rotated and gzipped, as they are, parsed, and looked through for
 * one address.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readOurs } from '../../src/events/read.ts';
import { readLog } from '../../src/follow/read-log.ts';
import { formatScan, formatSeen } from '../../src/log/line.ts';
import { type Address, parsePrefix } from '../../src/net/address.ts';

const lines = Number(process.argv[3] ?? 1_000_000);
const sources = 500_000;
const files = 30;

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-bench-'));
  try {
    for (const isPacked of [false, true]) {
      const path = join(folder, isPacked ? 'packed.log' : 'plain.log');
      writeLog(path, isPacked, lines);
      await measure(isPacked ? `${files} files, gzipped` : 'one file', path);
      if (!isPacked) rmSync(path);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(name: string, path: string): Promise<void> {
  const reading = {
    places: { log: { kind: 'file', path }, bans: { kind: 'nowhere', why: '' } },
    span: { since: 0, until: Date.now() },
  } as const;
  const only = parsePrefix('203.0.113.7');
  const counts = new Map<string, number>();
  const ways = {
    'as they are': () => readLog(path, { from: 0, onLine: () => {} }),
    parsed: () => readOurs(reading, {}),
    'parsed and counted by source': () =>
      readOurs(reading, {
        onTouch: ({ source }) => {
          const key = `${source[0]} ${source[3]}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        },
      }),
    'for one address': () => readOurs({ ...reading, ...(only && { only }) }, {}),
  };
  for (const [way, read] of Object.entries(ways)) {
    const start = performance.now();
    await read();
    const rate = lines / (performance.now() - start);
    console.log(`${name}, ${way}: ${rate.toFixed(0)},000 lines a second, ${memory()} MB at most`);
  }
}

const memory = (): string => (process.resourceUsage().maxRSS / 1024).toFixed(0);

/** One in ten sources has an IPv6 address. */
export const sourceOf = (i: number): Address => {
  const scattered = Math.imul(i % sources, 0x9e3779b1) >>> 0;
  return i % 10 === 0 ? [0x20010db8, scattered, 0, 1] : [0, 0, 0xffff, scattered];
};

/** A month of a busy host, in one file or in one and 29 older ones that are gzipped. */
export function writeLog(path: string, isPacked: boolean, lines: number): void {
  const count = isPacked ? files : 1;
  for (let file = 0; file < count; file++) {
    const name = file === count - 1 ? path : `${path}.${count - 1 - file}.gz`;
    const last = Math.floor(((file + 1) * lines) / count);
    // A .gz may well be one behind another.
    for (let i = Math.floor((file * lines) / count); i < last; i += block) {
      const text = Array.from({ length: Math.min(block, last - i) }, (_, at) =>
        textOf(i + at, month / lines),
      ).join('');
      appendFileSync(name, name.endsWith('.gz') ? gzipSync(text) : text);
    }
  }
}

const block = 20_000;
const month = 2_592_000_000;

const textOf = (i: number, step: number): string => `${lineOf(i, Date.now() - month + i * step)}\n`;

function lineOf(i: number, time: number): string {
  const tally = { hits: 1 + (i % 40), ports: 1 + (i % 7) };
  const touch = {
    time: Math.floor(time),
    source: sourceOf(i),
    target: [0, 0, 0xffff, 0xc000020a],
    protocol: 'tcp',
  } as const;
  return i % 2 === 0
    ? formatScan({ ...touch, port: 23, kind: 'connect', evidence: 'handshake' }, tally, 321)
    : formatSeen({ ...touch, port: 445, kind: 'syn', evidence: 'packet' }, tally, 'below-trigger', 321);
}
