import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countsFrom, countsUntil, createServed, mostServed } from '../../../src/detect/spare/served.ts';
import type { Address } from '../../../src/net/address.ts';
import { address } from '../helpers.ts';

const peer = address('203.0.113.7');
const start = 1_795_334_454_123;

test('counts() is true from the fifth second of a handshake to the end of its second minute', () => {
  assert.deepEqual([countsFrom, countsUntil], [5_000, 120_000]);
  const served = createServed();
  served.saw(peer, start);
  const moments = [-1, 0, 4_999, 5_000, 120_000, 120_001];
  assert.deepEqual(
    moments.map(after => served.counts(peer, start + after)),
    [false, false, false, true, true, false],
  );
  assert.equal(served.counts(address('203.0.113.8'), start + 60_000), false);
});

test('counts() equals a list of all handshakes while no gap is longer than they count', () => {
  const steps = fc.array(fc.integer({ min: 0, max: countsUntil - countsFrom }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: -10_000, max: 2_000_000 }), (gaps, after) => {
      const served = createServed(16);
      let time = start;
      const all = gaps.map(gap => (time += gap));
      for (const finished of all) served.saw(peer, finished);
      const at = start + after;
      const model = all.some(finished => at - finished >= countsFrom && at - finished <= countsUntil);
      assert.equal(served.counts(peer, at), model);
    }),
  );
});

test('saw() learns of handshakes in any order, and anew after a longer gap', () => {
  const served = createServed();
  served.saw(peer, start);
  served.saw(peer, start - 50_000);
  assert.equal(served.counts(peer, start), true, 'an older one became known');
  served.saw(peer, start + 500_000);
  assert.deepEqual(
    [500_000, 504_999, 505_000].map(after => served.counts(peer, start + after)),
    [false, false, true],
  );
});

test('saw() is not silenced by a clock that was set back', () => {
  const served = createServed();
  served.saw(peer, start);
  served.saw(peer, start - 3_600_000);
  assert.equal(served.counts(peer, start - 3_600_000 + countsFrom), true);
});

test('saw() keeps who comes again, however many strangers come once', () => {
  const served = createServed();
  const clients = Array.from({ length: 1000 }, (_, i): Address => [0, 0, 0xffff, i]);
  for (const finished of [start, start + countsFrom])
    for (const client of clients) served.saw(client, finished);
  for (let i = 0; i < 4 * mostServed; i++) served.saw([0x20010db8, 0, i, 1], start + countsFrom);
  assert.equal(served.size, mostServed);
  assert.ok(clients.every(client => served.counts(client, start + 2 * countsFrom)));
});
