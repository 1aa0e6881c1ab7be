import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hookedSource } from '../../../src/sentry/trap/hooked.ts';
import { createPorts } from '../../../src/sentry/trap/memory/ports.ts';
import { portsSince } from '../../../src/sentry/trap/memory/since.ts';
import { address } from '../../detect/helpers.ts';
import { fakeSource } from '../../detect/sources.ts';

const table = (): ArrayBuffer => new ArrayBuffer(65_536 * 8);

test('hookedSource() shows what was listened to or bound since the snapshot before, once', () => {
  const [listened, boundUdp, boundTcp] = [table(), table(), table()];
  const tables = {
    tcp: createPorts(table(), boundTcp, listened),
    udp: createPorts(table(), boundUdp),
  };
  let time = 1000n;
  const source = hookedSource(fakeSource(), tables, () => time);
  new BigUint64Array(listened)[8080] = 1001n;
  new BigUint64Array(boundUdp)[5353] = 1002n;
  new BigUint64Array(boundTcp)[99] = 1002n;
  new BigUint64Array(listened)[7] = 999n;
  time = 2000n;
  assert.deepEqual(source.snapshot().passed, { tcp: [8080], udp: [5353] });
  time = 3000n;
  assert.deepEqual(source.snapshot().passed, { tcp: [], udp: [] });
});

test('hookedSource() has a port owned that was listened to, or bound for UDP, since the snapshot before', () => {
  const [listened, boundUdp, boundTcp] = [table(), table(), table()];
  const tables = { tcp: createPorts(table(), boundTcp, listened), udp: createPorts(table(), boundUdp) };
  let time = 1000n;
  const source = hookedSource(fakeSource(), tables, () => time);
  const isOwned = (protocol: 'tcp' | 'udp', port: number): unknown =>
    source.owned(protocol, {
      target: address('192.0.2.10'),
      port,
      source: address('203.0.113.7'),
      sourcePort: 45_000,
      device: 1,
    });
  new BigUint64Array(listened)[8080] = 1001n;
  new BigUint64Array(boundUdp)[5353] = 1002n;
  new BigUint64Array(boundTcp)[99] = 1002n;
  assert.deepEqual(
    [
      isOwned('tcp', 8080),
      isOwned('udp', 5353),
      isOwned('tcp', 5353),
      isOwned('udp', 8080),
      isOwned('tcp', 99),
    ],
    [true, true, false, false, false],
  );
  time = 2000n;
  source.snapshot();
  assert.deepEqual(
    [isOwned('tcp', 8080), isOwned('udp', 5353)],
    [false, false],
    'the snapshot has told of them',
  );
});

test('portsSince() finds the ports of a time and later, over the limits of a word', () => {
  const times = new BigUint64Array(65_536);
  const around = 5n * 2n ** 32n;
  times[1] = around - 1n;
  times[2] = around;
  times[65_535] = around + 1n;
  times[4] = 2n ** 62n;
  assert.deepEqual(portsSince(times, around), [2, 4, 65_535]);
  assert.deepEqual(portsSince(times, around - 1n), [1, 2, 4, 65_535]);
});
