import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRefusals } from '../../../src/fleet/receive/refusals.ts';

const refusal = (origin: string, number: number, time = number) =>
  ({ source: [0, 0, 0xffff, number], origin, why: 'alone', time }) as const;

test('createRefusals() keeps the last word of each host on each source, in order of time', () => {
  const refusals = createRefusals();
  for (const one of [refusal('b', 1, 5), refusal('a', 1, 7), refusal('b', 2, 6), refusal('b', 1, 8)])
    refusals.add(one);
  assert.deepEqual(refusals.last(), [refusal('b', 2, 6), refusal('a', 1, 7), refusal('b', 1, 8)]);
});

test('createRefusals() has a host that floods push out its own words alone', () => {
  const refusals = createRefusals(1_000, 25);
  refusals.add(refusal('good', 1));
  for (let number = 2; number < 10_000; number++) refusals.add(refusal('evil', number));
  const last = refusals.last();
  assert.equal(last.length, 26);
  assert.deepEqual(last[0], refusal('good', 1));
  assert.deepEqual(last.at(-1), refusal('evil', 9_999));
});

test('createRefusals() is bounded, and forgets first what was said by who was heard longest ago', () => {
  const refusals = createRefusals(10, 4);
  for (let host = 0; host < 100; host++)
    for (let number = 0; number < 6; number++) refusals.add(refusal(`h${host}`, host * 10 + number));
  const last = refusals.last();
  assert.ok(last.length <= 10);
  assert.deepEqual(
    last.map(({ time }) => time),
    [982, 983, 984, 985, 992, 993, 994, 995],
  );
});
