import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQueue } from '../../../src/monitor/model/queue.ts';

test('createQueue() keeps what comes in a pause, and lets it in afterwards, in order', () => {
  const taken: number[] = [];
  const queue = createQueue<number>(10, one => taken.push(one));
  queue.add(1);
  queue.pause(true);
  queue.add(2);
  queue.pause(true);
  queue.add(3);
  assert.deepEqual([taken, queue.waiting()], [[1], 2]);
  queue.pause(false);
  queue.add(4);
  assert.deepEqual([taken, queue.waiting()], [[1, 2, 3, 4], undefined]);
});

test('createQueue() ends a pause itself before too much waits', () => {
  const taken: number[] = [];
  const queue = createQueue<number>(3, one => taken.push(one));
  queue.pause(true);
  for (const one of [1, 2, 3, 4]) queue.add(one);
  assert.deepEqual([taken, queue.waiting()], [[1, 2, 3, 4], undefined]);
});
