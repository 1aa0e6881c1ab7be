import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choiceIn } from '../../src/setup/question.ts';

test('choiceIn() takes a word or its first letter, and nothing else for consent', () => {
  for (const line of ['ban', 'b', ' BAN ']) assert.equal(choiceIn(line, false), 'bans');
  for (const line of ['log', 'l', 'Log\r']) assert.equal(choiceIn(line, false), 'logs only');
  for (const line of ['', 'y', 'yes', 'no', 'banana', 'ban log'])
    assert.equal(choiceIn(line, false), undefined);
});

test('choiceIn() bans nobody with --log-only', () => {
  assert.equal(choiceIn('ban', true), undefined);
  assert.equal(choiceIn('log', true), 'logs only');
});
