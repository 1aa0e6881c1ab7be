import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percent, pixels, shortNumber, ticksFor } from '../../../src/report/html/scale.ts';

test('ticksFor() gives a few round whole numbers, the last not below the greatest', () => {
  for (const [greatest, ticks] of [
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [11, [0, 5, 10, 15]],
    [400, [0, 100, 200, 300, 400]],
    [401, [0, 200, 400, 600]],
    [5_000_000, [0, 2_000_000, 4_000_000, 6_000_000]],
  ] as const)
    assert.deepEqual(ticksFor(greatest), ticks, String(greatest));
  for (let greatest = 0; greatest < 5000; greatest++) {
    const ticks = ticksFor(greatest);
    assert.ok((ticks.at(-1) ?? 0) >= greatest && ticks.length <= 5, `${greatest}: ${ticks.join()}`);
  }
});

test('percent() and pixels() are short numbers, and 0 of nothing', () => {
  assert.deepEqual(
    [percent(1, 3), percent(0, 5), percent(5, 5), percent(1, 0)],
    ['33.33%', '0%', '100%', '0%'],
  );
  assert.equal(pixels(2.3456), 2.3);
});

test('shortNumber() has four characters at most', () => {
  for (const [value, text] of [
    [0, '0'],
    [0.35, '0.4'],
    [9.96, '10'],
    [37.4, '37'],
    [999.7, '1k'],
    [1234, '1.2k'],
    [456_789, '457k'],
    [999_600, '1M'],
    [3_440_000, '3.4M'],
  ] as const)
    assert.equal(shortNumber(value), text, String(value));
});
