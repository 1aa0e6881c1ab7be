import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOf, createPorts } from '../../../../src/sentry/trap/memory/ports.ts';

const table = (): BigUint64Array => new BigUint64Array(65_536);

test('arm() watches a port until somebody takes it, and again when a later look has found it free', () => {
  const [armed, bound, listened] = [table(), table(), table()];
  const ports = createPorts(
    armed.buffer as ArrayBuffer,
    bound.buffer as ArrayBuffer,
    listened.buffer as ArrayBuffer,
  );
  assert.deepEqual([ports.isArmed(23), ports.count], [false, 0]);
  ports.arm(23, 100n);
  ports.arm(65_535, 100n);
  assert.deepEqual([ports.isArmed(23), ports.isArmed(65_535), ports.count], [true, true, 2]);
  for (const hook of [bound, listened]) {
    hook[23] = 100n;
    assert.deepEqual([ports.isArmed(23), ports.count], [false, 1], 'taken in the very moment');
    hook[23] = 99n;
    assert.equal(ports.isArmed(23), true, 'taken before, and free when it was looked for');
  }
  assert.deepEqual([ports.boundAt(23), ports.listenedAt(23), ports.boundAt(24)], [99n, 99n, 0n]);
  ports.disarm(23);
  assert.deepEqual([ports.isArmed(23), armed[23]], [false, 0n]);
});

test('createPorts() takes a port that is none, and memory that is gone, for not armed', () => {
  const armed = new BigUint64Array(new ArrayBuffer(65_536 * 8));
  const ports = createPorts(armed.buffer, table().buffer as ArrayBuffer);
  ports.arm(65_536, 1n);
  ports.arm(7, 1n);
  assert.deepEqual([ports.isArmed(65_536), ports.listenedAt(7), ports.count], [false, 0n, 1]);
  structuredClone(armed.buffer, { transfer: [armed.buffer] });
  ports.arm(7, 1n);
  ports.disarm(7);
  assert.deepEqual([ports.isArmed(7), ports.count], [false, 0]);
});

test('ageOf() counts in milliseconds, and never is for ever ago', () => {
  assert.deepEqual([ageOf(0n), ageOf(1_000_000n, 31_000_000_000n)], [Number.POSITIVE_INFINITY, 30_999]);
  assert.ok(ageOf(process.hrtime.bigint()) >= 0);
});
