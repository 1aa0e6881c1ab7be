import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createGuard, type Guard, type Sort } from '../../../src/detect/speak/guard.ts';

const sorts: readonly Sort[] = ['seen', 'packet again', 'packet first', 'handshake again', 'handshake first'];

/** How many of a sort are written when more than enough of them come at one time. */
function flood(guard: Guard, sort: Sort, now: number): number {
  let written = 0;
  for (; written < 200 && guard.allows(sort, { now }); written++) guard.spend(sort, { now });
  return written;
}

test('createGuard() leaves room in each second for whoever is more important', () => {
  const guard = createGuard();
  assert.deepEqual(
    sorts.map(sort => flood(guard, sort, 0)),
    [15, 5, 5, 15, 10],
  );
  assert.deepEqual(
    sorts.map(sort => flood(guard, sort, 999)),
    [0, 0, 0, 0, 0],
  );
  assert.equal(flood(guard, 'handshake first', 1000), 30);
});

test('createGuard() keeps two thirds of the new sources of a second for those that are proved', () => {
  const guard = createGuard();
  assert.equal(flood(guard, 'packet first', 0), 10);
  assert.equal(flood(guard, 'handshake first', 0), 20);
});

test('createGuard() names half of the unverified sources of a minute as they come, then one every four seconds', () => {
  const guard = createGuard();
  const named: number[] = [];
  for (let now = 0; now < 120_000; now += 500)
    for (let i = flood(guard, 'packet first', now); i > 0; i--) named.push(now);
  assert.deepEqual(named.slice(0, 19), [
    ...new Array(10).fill(0),
    ...[1000, 1000, 1000, 1000, 1000, 1000],
    ...[5000, 9000, 13_000],
  ]);
  assert.equal(named.length, 60);
});

/** The most entries that lie within any period, end excluded. */
const densest = (times: readonly number[], period: number): number =>
  Math.max(0, ...times.map((start, i) => times.slice(i).filter(time => time - start < period).length));

test('createGuard() never lets more speak than it says, whatever comes', () => {
  const step = fc.record({
    gap: fc.oneof(fc.nat(20), fc.nat(3_000)),
    sort: fc.constantFrom(...sorts),
    count: fc.nat(40),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), steps => {
      const guard = createGuard();
      const written: { now: number; sort: Sort }[] = [];
      let now = 0;
      for (const { gap, sort, count } of steps) {
        now += gap;
        for (let i = 0; i < count && guard.allows(sort, { now }); i++) {
          guard.spend(sort, { now });
          written.push({ now, sort });
        }
      }
      const times = (of: readonly Sort[]) =>
        written.filter(({ sort }) => of.includes(sort)).map(line => line.now);
      assert.ok(densest(times(sorts), 1000) <= 50);
      assert.ok(densest(times(['handshake first', 'packet first']), 1000) <= 30);
      assert.ok(densest(times(['packet first']), 1000) <= 10);
      assert.ok(densest(times(['packet first']), 60_000) <= 30);
      assert.ok(densest(times(['seen']), 1000) <= 15);
      assert.ok(densest(times(['seen', 'packet again']), 1000) <= 25);
      assert.ok(densest(times(['seen', 'packet first', 'packet again']), 1000) <= 25);
    }),
  );
});
