import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDrops, listenOverflows } from '../../../src/sentry/sockets/overflows.ts';

test('listenOverflows() finds the counter among the others, and none in nothing', () => {
  const text =
    'TcpExt: SyncookiesSent ListenOverflows ListenDrops\nTcpExt: 1 7 9\nIpExt: InNoRoutes\nIpExt: 3\n';
  assert.equal(listenOverflows(text), 7);
  assert.equal(listenOverflows(''), 0);
  assert.ok(listenOverflows() >= 0);
});

/** Sockets 3 and 4, whose counters stand as they are put. */
function stage(protocol: 'tcp' | 'udp') {
  const counters = new Map<number, number>();
  const kernel = { overflows: 1000 };
  const drops = createDrops(
    protocol,
    fd => counters.get(fd) ?? 0,
    () => kernel.overflows,
  );
  drops.add(3);
  drops.add(4);
  return { counters, kernel, drops };
}

test('createDrops() counts of TCP what a full queue dropped of ours, once', () => {
  const { counters, kernel, drops } = stage('tcp');
  assert.equal(drops.take(), 0, 'what was before is no matter');
  counters.set(3, 10);
  assert.equal(drops.take(), 0, 'resets of a half-open scan');
  kernel.overflows += 50;
  assert.equal(drops.take(), 0, "another listener's queue");
  kernel.overflows += 5;
  counters.set(3, 12).set(4, 3);
  assert.equal(drops.take(), 5);
  assert.equal(drops.take(), 0);
});

test('createDrops() counts of UDP everything, once, whatever the kernel takes back for a while', () => {
  const { counters, drops } = stage('udp');
  counters.set(3, 12).set(4, 3);
  assert.equal(drops.take(), 15);
  counters.set(3, -1);
  assert.equal(drops.take(), 0);
  counters.set(3, 13);
  assert.equal(drops.take(), 1);
});

test('createDrops() keeps what a socket dropped before it was closed, and begins anew with its number', () => {
  const { counters, drops } = stage('udp');
  counters.set(3, 7);
  drops.remove(3);
  counters.set(3, 2);
  drops.add(3);
  assert.equal(drops.take(), 7 + 2);
  drops.remove(9);
  assert.equal(drops.take(), 0);
});
