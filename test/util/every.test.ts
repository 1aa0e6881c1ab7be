import assert from 'node:assert/strict';
import { test } from 'node:test';
import { every } from '../../src/util/every.ts';

test('every() goes on after work that throws, and says each message once in a row', t => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const said: string[] = [];
  t.mock.method(process.stderr, 'write', (text: string) => said.push(text) > 0);
  const outcomes = ['', 'EMFILE', 'EMFILE', 'ENFILE', '', 'EMFILE'];
  let done = 0;
  const timer = every(10, 'looking', () => {
    const message = outcomes[done++];
    if (message !== '') throw new Error(message);
  });
  t.mock.timers.tick(60);
  clearInterval(timer);
  assert.equal(done, 6);
  assert.deepEqual(
    said.map(text => /looking: (\w+); trying again\n$/.exec(text)?.[1]),
    ['EMFILE', 'ENFILE', 'EMFILE'],
  );
});
