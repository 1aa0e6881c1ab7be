import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lane } from '../../../src/report/html/lane.ts';

const stack = (...counts: readonly number[]) => ({
  x: '0%',
  width: '10%',
  stack: counts.map((count, at) => ({ color: at === 0 ? 'scans' : 'observed', count })),
});

test('lane() stacks from the base up, by one scale, with lines at its ticks', () => {
  const { base, bars, lines } = lane('lines', { top: 10, height: 100 }, [stack(10, 10), stack(0, 5)], []);
  assert.equal(base, 110);
  assert.deepEqual(
    bars.map(({ color, y, height }) => [color, y, height]),
    [
      ['scans', 60, 50],
      ['observed', 10, 50],
      ['observed', 85, 25],
    ],
  );
  assert.deepEqual(lines[0], { y: 110, text: '0' });
  assert.deepEqual(lines.at(-1), { y: 10, text: '20' });
});

test('lane() shows what is there, however little it is, and nothing for nothing', () => {
  const { bars } = lane('lines', { top: 0, height: 100 }, [stack(999_999, 1), stack(0, 0)], []);
  assert.equal(bars.length, 2);
  assert.deepEqual([bars[1]?.height, bars[1]?.y], [1.5, -1.5]);
});

test('lane() that is low has one line, at its top', () => {
  const { lines } = lane('bans', { top: 20, height: 40 }, [stack(3)], [{ x: '1%', width: '2%' }]);
  assert.deepEqual(lines, [{ y: 20, text: '3' }]);
});
