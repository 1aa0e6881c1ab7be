import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spreadOf } from '../../src/report/spread.ts';
import { largest } from '../../src/report/top.ts';

test('largest() gives the largest first, equal ones in their order, and nothing that weighs nothing', () => {
  const weights = [3, 1, 4, 1, 5, 9, 2, 6, 5, 0];
  const items = weights.map((weight, at) => ({ weight, at }));
  const places = (most: number): number[] => largest(items, ({ weight }) => weight, most).map(({ at }) => at);
  assert.deepEqual(places(4), [5, 7, 4, 8]);
  assert.deepEqual(places(100), [5, 7, 4, 8, 2, 0, 6, 1, 3]);
});

test('spreadOf() has the time of half and of nine in ten, in seconds, and null of none', () => {
  assert.equal(spreadOf([]), null);
  assert.deepEqual(spreadOf([2500]), { count: 1, median: 2.5, ninety: 2.5 });
  const tenths = Array.from({ length: 10 }, (_, at) => (10 - at) * 1000);
  assert.deepEqual(spreadOf(tenths), { count: 10, median: 5, ninety: 9 });
});
