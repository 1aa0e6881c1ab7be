import assert from 'node:assert/strict';
import { test } from 'node:test';
import { every, whileNeeded } from '../../src/util/every.ts';
import { mockTimers } from '../support/timers.ts';

test('every() goes on after work that throws, and says each message once in a row, and that it works again', t => {
  mockTimers(t, 'setInterval');
  const said: string[] = [];
  t.mock.method(process.stderr, 'write', (text: string) => said.push(text) > 0);
  const outcomes = ['', 'EMFILE', 'EMFILE', 'ENFILE', '', 'EMFILE'];
  let done = 0;
  const timer = every(10, 'looking', () => {
    const message = outcomes[done++];
    if (message !== '') throw new Error(message);
  });
  // One at a time: that of Node.js 18 misses what comes within one tick.
  for (let i = 0; i < 6; i++) t.mock.timers.tick(10);
  clearInterval(timer);
  assert.equal(done, 6);
  assert.deepEqual(
    said.map(text => /looking: (\w+; trying again|works again)\n$/.exec(text)?.[1]),
    ['EMFILE; trying again', 'ENFILE; trying again', 'works again', 'EMFILE; trying again'],
  );
});

test('whileNeeded() runs from its start until there is nothing to do, and never twice at a time', t => {
  mockTimers(t, 'setInterval');
  let [left, done] = [3, 0];
  const timer = whileNeeded(10, 'releasing', () => {
    done++;
    return --left > 0;
  });
  const pass = (times: number): number => {
    for (let i = 0; i < times; i++) t.mock.timers.tick(10);
    return done;
  };
  assert.equal(pass(5), 0);
  timer.start();
  timer.start();
  assert.equal(pass(5), 3);
  // The mock goes on with a timer that its own callback has cleared, as no real one does.
  t.mock.timers.reset();
  mockTimers(t, 'setInterval');
  left = 9;
  timer.start();
  assert.equal(pass(2), 5);
  timer.stop();
  assert.equal(pass(5), 5);
});
