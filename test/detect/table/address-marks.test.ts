import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAddressMarks } from '../../../src/detect/table/address-marks.ts';
import type { Address } from '../../../src/net/address.ts';

const host = (n: number): Address => [0, 0, 0xffff, 0xcb000000 + n];
const range = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, i) => first + i);

test('createAddressMarks() holds all that are in, and tells of nearly all others that they are not', () => {
  const marks = createAddressMarks(12);
  const others = (): number => range(1_000, 11_000).filter(n => marks.mayHold(host(n))).length;
  assert.equal(others(), 0);
  for (const n of range(0, 64)) marks.add(host(n));
  for (const n of range(0, 64)) assert.ok(marks.mayHold(host(n)));
  assert.ok(others() < 500, `${others()} of 10,000, where 156 are to be expected`);
  for (const n of range(0, 32)) marks.remove(host(n));
  for (const n of range(32, 64)) assert.ok(marks.mayHold(host(n)), 'still in');
  for (const n of range(32, 64)) marks.remove(host(n));
  assert.equal(others(), 0);
});

test('createAddressMarks() counts how many have each mark', () => {
  const marks = createAddressMarks(1);
  for (const n of range(0, 200)) marks.add(host(n));
  for (const n of range(1, 200)) marks.remove(host(n));
  assert.ok(marks.mayHold(host(0)));
});
