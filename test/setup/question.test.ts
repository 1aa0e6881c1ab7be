import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { askChoice, choiceIn } from '../../src/setup/question.ts';

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

test('askChoice() takes no for an answer where the input fails or ends', async (context: TestContext) => {
  context.mock.method(process.stdout, 'write', () => true);
  const failing = new Readable({
    read() {
      this.destroy(Object.assign(new Error('read EIO'), { code: 'EIO' }));
    },
  });
  assert.equal(await askChoice(false, failing), undefined);
  assert.equal(await askChoice(false, Readable.from([])), undefined);
  assert.equal(await askChoice(false, Readable.from(['ban\nlog\n'])), 'bans');
});
