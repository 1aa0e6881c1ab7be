import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPace } from '../../src/monitor/pace.ts';
import { until } from '../support/until.ts';

test('createPace() does its work after each question, and never more often than it may', async () => {
  const times: number[] = [];
  const pace = createPace(50, () => times.push(performance.now()));
  await until(() => {
    for (let i = 0; i < 100; i++) pace.ask();
    return times.length >= 4;
  }, 'four turns');
  pace.stop();
  // A timer may be a millisecond early.
  for (const [i, time] of times.entries())
    if (i > 0) assert.ok(time - (times[i - 1] ?? 0) >= 48, String(times));
});

test('createPace() does the work that was asked for last, and none once it was stopped', async () => {
  let done = 0;
  const pace = createPace(0, () => done++);
  pace.ask();
  await until(() => done === 1, 'the work');
  pace.ask();
  pace.stop();
  const other = createPace(0, () => done++);
  other.ask();
  await until(() => done === 2, 'the other one');
});
