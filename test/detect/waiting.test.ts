import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createWaiting, maxWaiting } from '../../src/detect/waiting.ts';
import type { Address } from '../../src/net/address.ts';
import { datagram } from './helpers.ts';

const source = (i: number): Address => [0, 0, 0xffff, 0x0a000000 + i];
const touch = (i: number, time = 0) => datagram({ source: source(i), time });
const tally = (ports: number) => ({ hits: ports, ports });

/** A full list of sources 0 to 63 with as many ports. */
function full(ports = 4) {
  const waiting = createWaiting();
  for (let i = 0; i < maxWaiting; i++) assert.equal(waiting.offer(touch(i), tally(ports), 0), undefined);
  return waiting;
}

test('offer() keeps the newest probe of a source and gives up the one before', () => {
  const waiting = createWaiting();
  assert.equal(waiting.offer(touch(1, 5), tally(4), 5), undefined);
  assert.deepEqual(waiting.offer(touch(1, 6), tally(5), 6), touch(1, 5));
  assert.deepEqual(waiting.takeBest(), { probe: touch(1, 6), tally: tally(5), since: 5 });
  assert.equal(waiting.size, 0);
});

test('offer() lets a source with more ports take the place of the one with the fewest', () => {
  const waiting = full(8);
  assert.deepEqual(waiting.offer(touch(0, 1), tally(9), 1), touch(0));
  assert.deepEqual(waiting.offer(touch(100), tally(8), 2), touch(100), 'equals do not push each other out');
  assert.deepEqual(waiting.offer(touch(101), tally(9), 2), touch(1));
  assert.equal(waiting.size, maxWaiting);
});

test('offer() lets a source that was turned away compete again when its ports have doubled, or it starts anew', () => {
  const waiting = full(4);
  waiting.offer(touch(100), tally(4), 0);
  assert.deepEqual(waiting.offer(touch(100), tally(7), 0), touch(100));
  assert.deepEqual(waiting.offer(touch(100), tally(8), 0), touch(0));
  waiting.offer(touch(101), tally(4), 0);
  const [strong, weak] = [full(8), 4];
  strong.offer(touch(100), tally(8), 0);
  assert.deepEqual(strong.offer(touch(100), tally(weak), 0), touch(100));
  assert.deepEqual(strong.offer(touch(100), tally(9), 0), touch(0), 'twice 4 is 8');
});

test('takeBest() names the most ports first, and the first to come among equals', () => {
  const waiting = createWaiting();
  for (const [i, ports] of [4, 9, 5, 9].entries()) waiting.offer(touch(i), tally(ports), i);
  const order = [1, 2, 3, 4, 5].map(() => waiting.takeBest()?.probe.source);
  assert.deepEqual(order, [source(1), source(3), source(2), source(0), undefined]);
});

test('take() and takeExpired() take out those who need not wait, or have waited too long', () => {
  const waiting = createWaiting();
  for (const i of [1, 2, 3]) waiting.offer(touch(i), tally(4), i * 100);
  assert.deepEqual(waiting.take(source(2))?.probe, touch(2));
  assert.equal(waiting.take(source(9)), undefined);
  assert.deepEqual(
    waiting.takeExpired(1101, 1000).map(({ since }) => since),
    [100],
  );
  assert.equal(waiting.size, 1);
  assert.equal(waiting.takeExpired(-1000, 1000).length, 1, 'the clock was set back');
});

test('createWaiting() loses no probe and holds no more than its bound, whatever comes', () => {
  const step = fc.record({ i: fc.nat(150), ports: fc.nat(40), take: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), steps => {
      const waiting = createWaiting();
      let [offered, out] = [0, 0];
      for (const { i, ports, take } of steps) {
        offered++;
        if (waiting.offer(touch(i), tally(ports), 0) !== undefined) out++;
        if (take === 0 && waiting.takeBest() !== undefined) out++;
        if (take === 1 && waiting.take(source(i)) !== undefined) out++;
        assert.equal(offered, out + waiting.size);
        assert.ok(waiting.size <= maxWaiting);
      }
    }),
  );
});
