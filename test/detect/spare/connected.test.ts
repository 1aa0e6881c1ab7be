import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConnections } from '../../../src/detect/spare/connected.ts';
import { address } from '../helpers.ts';

const peer = address('203.0.113.7');

/** Questions that cost so many milliseconds; only 203.0.113.7 is connected. */
function asking(took: number) {
  const asked = { one: 0, all: 0 };
  const isConnected = createConnections({
    one: ([, , , last]) => {
      asked.one++;
      return { value: last === peer[3], took };
    },
    all: () => {
      asked.all++;
      return { value: new Set(['203.0.113.7']), took };
    },
  });
  return { isConnected, asked };
}

test('createConnections() asks once for a host and again after three seconds', () => {
  const { isConnected, asked } = asking(0.1);
  assert.deepEqual(
    [0, 2999, 3000, 3001].map(time => isConnected(peer, time)),
    [true, true, true, true],
  );
  assert.equal(isConnected(address('203.0.113.8'), 3002), false);
  assert.deepEqual(asked, { one: 3, all: 0 });
});

test('createConnections() asks for one per cent of the time, however many sources there are', () => {
  for (const took of [0.1, 2, 45]) {
    const { isConnected, asked } = asking(took);
    const hour = 3_600_000;
    for (let time = 0; time < hour; time += 50) isConnected([0, 0, 0xffff, time], time);
    const spent = (asked.one + asked.all) * took;
    assert.ok(spent <= hour / 100 + 1000, `${spent} ms of ${took} each`);
  }
});

test('createConnections() answers by a look at all connections when it may ask for no single host', () => {
  const { isConnected, asked } = asking(1000);
  const [other, third] = [address('203.0.113.8'), address('203.0.113.9')];
  assert.equal(isConnected(other, 0), false);
  assert.deepEqual(
    [isConnected(peer, 10), isConnected(third, 20), isConnected(peer, 30)],
    [true, false, true],
  );
  assert.deepEqual(asked, { one: 1, all: 1 });
  isConnected(third, 300_000);
  assert.deepEqual(asked, { one: 2, all: 1 });
});

test('createConnections() is not silenced by a clock that was set back', () => {
  const { isConnected, asked } = asking(0.1);
  isConnected(peer, 1_000_000);
  isConnected(peer, 10);
  assert.equal(asked.one, 2);
});

test('createConnections() counts a question as a quarter of a millisecond at the least, though the clock saw none', () => {
  const { isConnected, asked } = asking(0);
  for (let host = 0; host < 2_000; host++) isConnected([0, 0, 0xffff, host], 0);
  // 200 ms are saved up.
  assert.deepEqual(asked, { one: 800, all: 1 });
});
