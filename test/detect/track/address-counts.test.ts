import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAddressCounts, manyAddresses } from '../../../src/detect/track/address-counts.ts';
import type { Address } from '../../../src/net/address.ts';
import { address } from '../helpers.ts';

const network = address('2001:db8:1:2::');
const host = (number: number): Address => [network[0], network[1], 0, number];
const window = 1000;

test('createAddressCounts() takes four different addresses within the window for a crowd, and no fewer', () => {
  const counts = createAddressCounts(16);
  for (const [number, time] of [1, 2, 3, 3, 2, 1].entries())
    counts.touch(network, { source: host(number % 3), time });
  assert.ok(!counts.hasMany({ source: network, time: 3 }, window));
  counts.touch(network, { source: host(9), time: 500 });
  assert.ok(counts.hasMany({ source: network, time: 500 }, window));
  assert.ok(!counts.hasMany({ source: network, time: 1500 }, window), 'the oldest is out of the window');
  assert.ok(!counts.hasMany({ source: address('2001:db8:1:3::'), time: 500 }, window), 'another network');
});

test('createAddressCounts() forgets the networks with the fewest addresses first', () => {
  const counts = createAddressCounts(64);
  for (let number = 0; number < manyAddresses; number++)
    counts.touch(network, { source: host(number), time: 0 });
  for (let other = 0; other < 10_000; other++)
    counts.touch([0x20010db8, other + 9, 0, 0], { source: host(1), time: 1 });
  assert.ok(counts.hasMany({ source: network, time: 1 }, window));
  const late: Address = [0x20010db8, 5, 0, 0];
  counts.touch(late, { source: host(1), time: 2 });
  assert.ok(!counts.hasMany({ source: late, time: 2 }, window), 'what the slot held was another network');
});

test('createAddressCounts() is not stuck with times ahead when the clock was set back', () => {
  const counts = createAddressCounts(16);
  for (let number = 0; number < manyAddresses; number++)
    counts.touch(network, { source: host(number), time: 1e9 });
  assert.ok(!counts.hasMany({ source: network, time: 0 }, window));
  for (let number = 10; number < 10 + manyAddresses; number++)
    counts.touch(network, { source: host(number), time: 0 });
  assert.ok(counts.hasMany({ source: network, time: 0 }, window));
});

test('createAddressCounts() agrees with a list of everything that was ever touched', () => {
  const step = fc.record({ net: fc.nat(2), host: fc.nat(7), gap: fc.nat(400) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const counts = createAddressCounts(16);
      const touched: { net: number; host: number; time: number }[] = [];
      let time = 0;
      for (const { net, host: number, gap } of steps) {
        time += gap;
        const of: Address = [0x20010db8, net, 0, 0];
        counts.touch(of, { source: [0x20010db8, net, number % 2, number], time });
        touched.push({ net, host: number, time });
        const recent = touched.filter(touch => touch.net === net && time - touch.time <= window);
        const distinct = new Set(recent.map(touch => touch.host)).size;
        assert.equal(counts.hasMany({ source: of, time }, window), distinct >= manyAddresses);
      }
    }),
  );
});
