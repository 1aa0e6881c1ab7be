import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReady } from '../../src/setup/wait.ts';

const never = new AbortController().signal;

test('isReady() asks until the answer is yes, and no longer than it can still come', async () => {
  let left = 3;
  assert.equal(await isReady(() => --left === 0, never), true);
  assert.equal(left, 0);
  let asked = 0;
  assert.equal(await isReady(() => (++asked === 2 ? 'over' : false), never), false);
  assert.equal(asked, 2);
});

test('isReady() is cut short by a signal', async () => {
  const end = new AbortController();
  const waiting = isReady(() => {
    end.abort(new Error('interrupted'));
    return false;
  }, end.signal);
  await assert.rejects(waiting, /interrupted/);
});
