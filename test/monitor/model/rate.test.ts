import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRate } from '../../../src/monitor/model/rate.ts';

test('createRate() puts lines into the columns of their time, each evidence for itself', () => {
  const rate = createRate(60_000);
  const now = 100 * 60_000 + 30_000;
  for (const minutes of [0, 0, 2, 5]) rate.add('packet', now - minutes * 60_000);
  rate.add('handshake', now - 60_000);
  assert.deepEqual(rate.columns('packet', now, 4), [0, 1, 0, 2]);
  assert.deepEqual(rate.columns('handshake', now, 4), [0, 0, 1, 0]);
  assert.deepEqual(rate.columns('packet', now + 120_000, 4), [0, 2, 0, 0]);
});

test('createRate() keeps the newest columns, whatever the order in which they came', () => {
  const rate = createRate(1);
  for (let time = 2_000; time > 0; time--) rate.add('packet', time);
  assert.deepEqual(rate.columns('packet', 2_000, 3), [1, 1, 1]);
  for (let time = 5_000; time < 20_000; time++) rate.add('packet', time);
  assert.deepEqual(rate.columns('packet', 19_999, 3), [1, 1, 1]);
  assert.deepEqual(rate.columns('packet', 5_000, 1), [0]);
});
