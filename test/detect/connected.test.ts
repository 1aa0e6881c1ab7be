import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConnections } from '../../src/detect/connected.ts';
import { address } from './helpers.ts';

const peer = address('203.0.113.7');

function asking(took: number, connected = false) {
  let asked = 0;
  const isConnected = createConnections(() => {
    asked++;
    return { connected, took };
  });
  return { isConnected, asked: () => asked };
}

test('createConnections() asks once for a host and again after three seconds', () => {
  const { isConnected, asked } = asking(0.1);
  assert.deepEqual(
    [0, 2999, 3000, 3001].map(time => isConnected(peer, time)),
    [false, false, false, false],
  );
  assert.equal(asked(), 2);
});

test('createConnections() asks at most twenty hosts a second, and for one per cent of the time', () => {
  for (const [took, most] of [
    [0.1, 600],
    [45, 10],
  ] as const) {
    const { isConnected, asked } = asking(took);
    for (let i = 0; i < 10_000; i++) isConnected([0, 0, 0xffff, i], i);
    assert.ok(asked() <= most, `${asked()} questions`);
  }
});

test('createConnections() spares in doubt, and asks again when there is time', () => {
  const { isConnected } = asking(1000);
  assert.equal(isConnected(peer, 0), false);
  const other = address('203.0.113.8');
  assert.equal(isConnected(other, 10), true);
  assert.equal(isConnected(other, 200_000), false);
});

test('createConnections() is not silenced by a clock that was set back', () => {
  const { isConnected, asked } = asking(0.1);
  isConnected(peer, 1_000_000);
  isConnected(peer, 10);
  assert.equal(asked(), 2);
});
