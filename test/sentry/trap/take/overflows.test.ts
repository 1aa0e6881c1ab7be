import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDrops, listenOverflows } from '../../../../src/sentry/trap/take/overflows.ts';

test('listenOverflows() finds the counter among the others, and none in nothing', () => {
  const text =
    'TcpExt: SyncookiesSent ListenOverflows ListenDrops\nTcpExt: 1 7 9\nIpExt: InNoRoutes\nIpExt: 3\n';
  assert.equal(listenOverflows(text), 7);
  assert.equal(listenOverflows(''), 0);
  assert.ok(listenOverflows() >= 0);
});

test('createDrops() counts of TCP what a full queue dropped of ours, and of UDP everything, once', () => {
  const counters = new Map([
    [3, 0],
    [4, 0],
    [5, 0],
  ]);
  let overflows = 1000;
  const socket = (fd: number, protocol: 'tcp' | 'udp') => ({ fd, protocol, port: 0, key: 0 });
  const drops = createDrops(
    [socket(3, 'tcp'), socket(4, 'tcp'), socket(5, 'udp')],
    fd => counters.get(fd) ?? 0,
    () => overflows,
  );
  assert.equal(drops(), 0, 'what was before is no matter');
  counters.set(3, 10);
  assert.equal(drops(), 0, 'resets of a half-open scan');
  overflows += 50;
  assert.equal(drops(), 0, "another listener's queue");
  [overflows] = [overflows + 5];
  counters.set(3, 12).set(4, 3).set(5, 4);
  assert.equal(drops(), 5 + 4);
  counters.set(3, -1);
  assert.equal(drops(), 0);
  counters.set(3, 12);
  assert.equal(drops(), 0);
});
