import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  always,
  createWaiting,
  maxWaiting,
  mostProbes,
  type Waiter,
  type Waiting,
} from '../../../src/detect/speak/waiting.ts';
import type { Tally, Why } from '../../../src/log/line.ts';
import type { Address } from '../../../src/net/address.ts';
import type { Probe } from '../../../src/probe.ts';
import { datagram, stayOf } from '../helpers.ts';

const source = (i: number): Address => [0, 0, 0xffff, 0x0a000000 + i];
/** With every field that a probe may have: those that wait are copied one by one. */
const touch = (i: number, time = 0) =>
  datagram({
    source: source(i),
    time,
    prefix: undefined,
    device: i,
    sourcePort: 40_000 + i,
    isAnswer: i % 2 === 0,
  });
const tally = (ports: number) => ({ hits: ports, ports });
const offer = (waiting: Waiting, touched: Probe, told: Tally, why?: Why) =>
  waiting.offer(touched, told, stayOf(touched), why);
const then = (since: number) => ({ since });
const newest = (entry: Waiter | undefined) => entry?.probes.at(-1);

/** A full list of sources 0 to 63 with as many ports. */
function full(ports = 4) {
  const waiting = createWaiting();
  for (let i = 0; i < maxWaiting; i++) assert.equal(offer(waiting, touch(i), tally(ports)), undefined);
  return waiting;
}

test('offer() keeps the newest probe of each port of a source, and counts them all', () => {
  const waiting = createWaiting();
  const at = (port: number, time: number) => ({ ...touch(1, time), port });
  for (const [port, time] of [
    [1, 5],
    [2, 6],
    [1, 7],
  ] as const)
    assert.equal(offer(waiting, at(port, time), tally(time)), undefined);
  assert.deepEqual([waiting.size, waiting.probes], [1, 3]);
  const entry = waiting.takeBest();
  assert.deepEqual(entry?.probes, [at(2, 6), at(1, 7)]);
  assert.deepEqual([entry?.count, entry?.tally, entry?.since, entry?.hasMore], [3, tally(7), 5, false]);
  assert.deepEqual([waiting.size, waiting.probes], [0, 0]);
  for (let port = 1; port <= 20; port++) offer(waiting, at(port, port), tally(port));
  const many = waiting.takeBest();
  assert.deepEqual(
    [many?.probes.length, newest(many), many?.count, many?.hasMore],
    [mostProbes, at(20, 20), 20, true],
  );
});

test('settle() takes the probe of a port away, and the source out that has no other', () => {
  const waiting = createWaiting();
  const at = (port: number) => ({ ...touch(1), port });
  for (const port of [1, 2, 3]) offer(waiting, at(port), tally(port));
  assert.equal(waiting.settle(source(2), 'udp', 3), undefined, 'another source');
  for (const port of [3, 4, 1]) assert.equal(waiting.settle(source(1), 'udp', port), undefined);
  assert.equal(waiting.settle(source(1), 'tcp', 2), undefined, 'another protocol');
  assert.equal(waiting.settle(source(1), 'udp', 2)?.count, 3);
  assert.deepEqual([waiting.size, waiting.probes], [0, 0]);
  for (let port = 1; port <= 20; port++) offer(waiting, at(port), tally(port));
  for (let port = 1; port <= 20; port++) assert.equal(waiting.settle(source(1), 'udp', port), undefined);
  assert.equal(waiting.size, 1, 'some that were not kept may never have answered');
});

test('retell() says anew what a source comes to, and lets another one take its place', () => {
  const waiting = full(8);
  waiting.retell(source(3), tally(5), 'below-trigger');
  waiting.retell(source(99), tally(1), 'below-trigger');
  assert.deepEqual(newest(offer(waiting, touch(100), tally(6))), touch(3));
});

test('takeBest() and isDue() look at those who have waited long enough', () => {
  const waiting = createWaiting();
  for (const [i, ports] of [4, 9, 5].entries()) offer(waiting, touch(i, 100 * i), tally(ports));
  assert.deepEqual(
    [waiting.isDue(then(-1)), waiting.takeBest(then(-1)), waiting.countSince(then(-1))],
    [false, undefined, 0],
  );
  assert.deepEqual([waiting.isDue(then(0)), waiting.countSince(then(150))], [true, 2]);
  assert.deepEqual(newest(waiting.takeBest(then(0))), touch(0));
  assert.deepEqual([waiting.isDue(then(99)), waiting.isDue(then(100))], [false, true]);
  assert.deepEqual(newest(waiting.takeBest()), touch(1, 100));
  assert.equal(waiting.countSince(always), 1);
});

test('offer() lets a source with more ports take the place of the one with the fewest', () => {
  const waiting = full(8);
  assert.equal(offer(waiting, touch(0, 1), tally(9)), undefined);
  assert.deepEqual(
    newest(offer(waiting, touch(100), tally(8))),
    touch(100),
    'equals do not push each other out',
  );
  assert.deepEqual(newest(offer(waiting, touch(101), tally(9))), touch(1));
  assert.equal(waiting.size, maxWaiting);
});

test('offer() lets a source in that was turned away as soon as it has more ports than another', () => {
  const waiting = full(4);
  assert.deepEqual(newest(offer(waiting, touch(100, 1), tally(4))), touch(100, 1));
  assert.deepEqual(newest(offer(waiting, touch(100, 2), tally(5))), touch(0));
  for (let i = 1; i < maxWaiting; i++) offer(waiting, touch(i), tally(30));
  assert.deepEqual(newest(offer(waiting, touch(101), tally(6))), touch(100, 2));
  offer(waiting, touch(5), tally(2));
  assert.deepEqual(newest(offer(waiting, touch(102), tally(3))), touch(5), 'whose window has passed');
});

test('takeBest() names the most ports first, and the first to come among equals', () => {
  const waiting = createWaiting();
  for (const [i, ports] of [4, 9, 5, 9].entries()) offer(waiting, touch(i, i), tally(ports));
  const order = [1, 2, 3, 4, 5].map(() => newest(waiting.takeBest())?.source);
  assert.deepEqual(order, [source(1), source(3), source(2), source(0), undefined]);
});

test('take() and takeExpired() take out those who need not wait, or have waited too long', () => {
  const waiting = createWaiting();
  for (const i of [1, 2, 3]) offer(waiting, touch(i, i * 100), tally(4));
  assert.deepEqual(newest(waiting.take(source(2))), touch(2, 200));
  assert.equal(waiting.take(source(9)), undefined);
  assert.deepEqual(waiting.takeExpired(1101, 1000)?.since, 100);
  assert.equal(waiting.takeExpired(1101, 1000), undefined);
  assert.equal(waiting.size, 1);
  assert.equal(waiting.takeExpired(-1000, 1000)?.since, 300, 'the clock was set back');
});

test('createWaiting() loses no probe, and keeps those with the most ports, as a sorted list would', () => {
  const step = fc.record({ i: fc.nat(150), more: fc.nat(8), take: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), steps => {
      const waiting = createWaiting();
      const ports = new Map<number, number>();
      const model = new Map<number, number>();
      let [offered, out] = [0, 0];
      for (const { i, more, take } of steps) {
        ports.set(i, (ports.get(i) ?? 1) + more);
        const now = ports.get(i) ?? 0;
        const fewest = [...model].reduce((a, b) => (b[1] < a[1] ? b : a), [-1, Number.POSITIVE_INFINITY]);
        if (model.has(i) || model.size < maxWaiting) model.set(i, now);
        else if (now > fewest[1]) {
          model.delete(fewest[0]);
          model.set(i, now);
        }
        offered++;
        out += offer(waiting, touch(i), tally(now))?.count ?? 0;
        if (take === 0) {
          const best = waiting.takeBest();
          out += best?.count ?? 0;
          assert.equal(best?.tally.ports, Math.max(...model.values()));
          model.delete((newest(best)?.source[3] ?? 0) - 0x0a000000);
        }
        assert.equal(waiting.size, model.size);
        assert.equal(offered, out + waiting.probes);
      }
      const rest = Array.from({ length: waiting.size }, () => waiting.takeBest());
      const known = [...model].sort((a, b) => a[0] - b[0]);
      const left = rest.map(entry => [(newest(entry)?.source[3] ?? 0) - 0x0a000000, entry?.tally.ports ?? 0]);
      assert.deepEqual(
        left.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
        known,
      );
    }),
  );
});
