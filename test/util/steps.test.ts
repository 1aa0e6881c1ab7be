import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atOnce, inTurns, type Steps } from '../../src/util/steps.ts';

function* count(to: number, reached: (step: number) => void): Steps<string> {
  for (let step = 1; step <= to; step++) {
    reached(step);
    yield;
  }
  return 'done';
}

test('atOnce() goes to the end', () => {
  const steps: number[] = [];
  assert.equal(atOnce(count(3, step => steps.push(step))), 'done');
  assert.deepEqual(steps, [1, 2, 3]);
});

test('inTurns() gives others their turn between two steps, and passes on what is thrown', async () => {
  const order: string[] = [];
  const other = (): void => {
    order.push('other');
    if (order.length < 6) setImmediate(other);
  };
  setImmediate(other);
  assert.equal(await inTurns(count(3, step => order.push(`step ${step}`))), 'done');
  assert.deepEqual(order.slice(0, 4), ['step 1', 'other', 'step 2', 'other']);
  const failing = count(2, () => assert.fail('no'));
  await assert.rejects(inTurns(failing), /no/);
});
