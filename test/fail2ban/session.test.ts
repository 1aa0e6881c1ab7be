import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitAnswers } from '../../src/fail2ban/session.ts';

test('splitAnswers() wants one answer for each question', () => {
  const text = 'Fail2Ban v1.0.2\n\nfail2ban> Status\n`- x\nfail2ban> no\nfail2ban> ';
  assert.deepEqual(splitAnswers(text, 2), ['Status\n`- x\n', 'no\n']);
  assert.equal(splitAnswers(text, 3), undefined);
  assert.equal(splitAnswers('', 1), undefined);
});
