import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isShort, taken } from '../../../src/sentry/sockets/shortage.ts';

test('isShort() says each shortage once, and taken() once that all of them are over', t => {
  const said: string[] = [];
  t.mock.method(process.stderr, 'write', (text: string) => said.push(text) > 0);
  let now = 0;
  const clock = (): number => now;
  taken(clock);
  assert.ok(!isShort('EAGAIN', clock));
  for (let i = 0; i < 5; i++) {
    assert.ok(isShort('EMFILE', clock) && isShort('ENOMEM', clock));
    now += 9_000;
    taken(clock);
  }
  assert.deepEqual(
    said.map(text => /E\w+/.exec(text)?.[0]),
    ['EMFILE', 'ENOMEM'],
  );
  now += 1_000;
  taken(clock);
  taken(clock);
  assert.match(said.slice(2).join(), /^portjail: connections are taken again \(EMFILE, ENOMEM is over\)\n$/);
  assert.ok(isShort('EMFILE', clock));
  assert.equal(said.length, 4, 'another shortage is said again');
});
