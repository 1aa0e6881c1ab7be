import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isLong, sized } from './support/long.ts';

interface Told {
  readonly collections: number;
  readonly lines: number;
  readonly probes: number;
  readonly grown: number;
}

/** In a process of its own: whatever else runs here makes garbage. */
function told(flags: readonly string[], ...args: readonly (string | number)[]): Told {
  const file = fileURLToPath(new URL('./support/probes-through.js', import.meta.url));
  const command = ['--expose-gc', ...flags, file, ...args.map(String)];
  const { stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

/**
 * In megabytes. Probes that made one number each, of 16 bytes, would fill one three times. Reading a file makes some garbage
 * for each piece; a probe of its own for each packet would fill eight as often.
 */
const heapFor = (way: string): string[] =>
  isLong ? [] : [`--max-semi-space-size=${way === 'replay' ? 8 : 1}`];
const many = sized(200_000, 1_000_000);
/** In a millisecond: within a second nobody has waited long enough for a line. */
const pace = many / 500;

for (const [way, loads] of [
  ['pipeline', ['one port']],
  ['networks', ['random']],
  ['stealth', ['random', 'scanners']],
  ['replay', ['random']],
] as const)
  for (const load of loads)
    test(`pipeline() makes next to no garbage of ${many} probes that write no line: ${way}, ${load}`, () => {
      const { probes, lines, collections } = told(heapFor(way), way, load, many, pace);
      // Some are from 127.0.0.0/8, and so from nobody.
      assert.ok(probes > 0.99 * many && lines === 0, `${probes} probes, ${lines} lines`);
      assert.ok(collections <= 2, `${collections} collections`);
    });

test('pipeline() takes no more memory for ever new sources, lines and all', () => {
  const { probes, lines, grown } = told([], 'pipeline', 'random', sized(1_000_000, 10_000_000), 100);
  assert.ok(probes > 900_000 && lines > 0);
  assert.ok(grown < 2_000_000, `${grown} bytes more`);
});
