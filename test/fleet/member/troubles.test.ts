import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTroubles } from '../../../src/fleet/member/troubles.ts';

test('createTroubles() says each reason once until it is over, and not without end', () => {
  const said: string[] = [];
  const troubles = createTroubles((_level, message) => void said.push(message));
  troubles.tell('telling others', '');
  for (const why of ['full', 'full', 'away', 'full']) troubles.tell('telling others', why);
  assert.deepEqual(said.splice(0), [
    'telling others: full; trying again',
    'telling others: away; trying again',
  ]);
  assert.equal(troubles.first(), 'full');
  troubles.tell('telling others', '');
  assert.deepEqual(said.splice(0), ['telling others: it works again']);
  assert.equal(troubles.first(), '');
  for (let number = 0; number < 100; number++) troubles.tell('telling others', `reason ${number}`);
  assert.equal(said.length, 10);
});
