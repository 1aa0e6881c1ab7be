import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswers } from '../../../src/sentry/listen/answers.ts';

test('createAnswers() refuses services and other sentries, who would answer in turn', () => {
  const mayAnswer = createAnswers(port => port === 31337);
  assert.deepEqual(
    [7, 1023, 1024, 31337, 40000].map(port => mayAnswer(port, 0)),
    [false, false, true, false, true],
  );
});

test('createAnswers() lets ten answers through a second, whatever the clock does', () => {
  const mayAnswer = createAnswers(() => false);
  const allowed = (time: number): number =>
    Array.from({ length: 50 }, () => mayAnswer(40000, time)).filter(Boolean).length;
  assert.deepEqual([5000, 5999, 6000, 1000].map(allowed), [10, 0, 10, 10]);
});
