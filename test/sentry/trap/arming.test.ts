import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindTime, createArming } from '../../../src/sentry/trap/arming.ts';
import { createPorts } from '../../../src/sentry/trap/memory/ports.ts';

const table = (): ArrayBuffer => new ArrayBuffer(65_536 * 8);
const second = 1_000_000_000n;

function setUp() {
  const [armed, bound, listened] = [table(), table(), table()];
  const ports = createPorts(armed, bound, listened);
  return {
    ports,
    arming: createArming(ports),
    bound: new BigUint64Array(bound),
    listened: new BigUint64Array(listened),
  };
}
const nobody = (): boolean => false;

test('update() arms what is free, disarms what is not wanted any more, and returns what services hold', () => {
  const { ports, arming } = setUp();
  assert.deepEqual(
    arming.update([0, 23, 80], 100n * second, port => port === 80),
    [80],
  );
  assert.deepEqual(
    [0, 23, 80].map(port => ports.isArmed(port)),
    [false, true, false],
  );
  assert.equal(arming.count(), 1);
  assert.deepEqual(arming.update([24], 101n * second, nobody), []);
  assert.deepEqual(
    [23, 24].map(port => ports.isArmed(port)),
    [false, true],
  );
});

test('update() leaves a port alone for half a minute after a bind, and says nothing of it', () => {
  const { ports, arming, bound } = setUp();
  bound[23] = 100n * second;
  const halfMinute = BigInt(bindTime) * 1_000_000n;
  for (const [time, isArmed] of [
    [99n * second, false],
    [100n * second + halfMinute - 1n, false],
    [100n * second + halfMinute, true],
  ] as const) {
    assert.deepEqual(arming.update([23], time, nobody), []);
    assert.equal(ports.isArmed(23), isArmed, String(time));
  }
});

test('count() knows at once that a port was taken, and update() arms it no sooner than a look says so', () => {
  const { ports, arming, listened } = setUp();
  arming.update([23], 100n * second, nobody);
  listened[23] = 101n * second;
  assert.equal(arming.count(), 0);
  arming.update([23], 100n * second, nobody);
  assert.equal(ports.isArmed(23), false, 'the look is older');
  arming.update([23], 102n * second, nobody);
  assert.equal(ports.isArmed(23), true);
});
