import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allOrNothing } from '../../src/sentry/all-or-nothing.ts';

/** Steps that say what they do, and what takes them back; the one of that number fails. */
function steps(said: string[], failing: number, undo: (step: number) => void = () => {}) {
  return [0, 1, 2].map(step => async () => {
    if (step === failing) throw new Error(`step ${step}`);
    said.push(`do ${step}`);
    return () => {
      said.push(`undo ${step}`);
      undo(step);
    };
  });
}

test('allOrNothing() takes nothing back when every step works', async () => {
  const said: string[] = [];
  await allOrNothing(steps(said, 3));
  assert.deepEqual(said, ['do 0', 'do 1', 'do 2']);
});

test('allOrNothing() takes back what was done, the last first, and does no more, when a step fails', async () => {
  const expected = [[], ['do 0', 'undo 0'], ['do 0', 'do 1', 'undo 1', 'undo 0']];
  for (const [failing, words] of expected.entries()) {
    const said: string[] = [];
    await assert.rejects(allOrNothing(steps(said, failing)), { message: `step ${failing}` });
    assert.deepEqual(said, words);
  }
});

test('allOrNothing() takes the others back and tells of the step when one cannot be taken back', async () => {
  const said: string[] = [];
  const refuse = (step: number): void => {
    if (step === 1) throw new Error('it stays');
  };
  await assert.rejects(allOrNothing(steps(said, 2, refuse)), { message: 'step 2' });
  assert.deepEqual(said, ['do 0', 'do 1', 'undo 1', 'undo 0']);
});
