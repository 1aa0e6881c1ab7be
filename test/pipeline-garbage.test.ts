import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sized } from './support/long.ts';

interface Told {
  readonly lines: number;
  readonly probes: number;
  readonly grown: number;
  /** Bytes, whether they are free again or not. */
  readonly taken: number;
}

/** In a process of its own: whatever else runs here makes garbage. */
function told(...args: readonly (string | number)[]): Told {
  const file = fileURLToPath(new URL('./support/probes-through.js', import.meta.url));
  const command = ['--expose-gc', file, ...args.map(String)];
  const { stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

const many = sized(200_000, 1_000_000);
/**
 * In bytes. Probes that made one number each, of 16 bytes, would take more. A replay makes its own tables and code first, some
 * 6 MB; of its short form, only one that made a probe of its own for each packet would take more.
 */
const most = (way: string): number => 7 * many + (way === 'replay' ? 9_000_000 : 0);
/** In a millisecond: within a second nobody has waited long enough for a line. */
const pace = many / 500;

for (const [way, loads] of [
  ['pipeline', ['one port']],
  ['networks', ['random', 'scanners']],
  ['stealth', ['random', 'scanners']],
  ['replay', ['random']],
] as const)
  for (const load of loads)
    test(`pipeline() makes next to no garbage of ${many} probes that write no line: ${way}, ${load}`, () => {
      const { probes, lines, taken } = told(way, load, many, pace);
      // Some are from 127.0.0.0/8, and so from nobody.
      assert.ok(probes > 0.99 * many && lines === 0, `${probes} probes, ${lines} lines`);
      assert.ok(taken < most(way), `${taken} bytes`);
    });

test('pipeline() takes no more memory for ever new sources, lines and all', () => {
  const { probes, lines, grown } = told('pipeline', 'random', sized(1_000_000, 10_000_000), 100);
  assert.ok(probes > 900_000 && lines > 0);
  assert.ok(grown < 2_000_000, `${grown} bytes more`);
});
