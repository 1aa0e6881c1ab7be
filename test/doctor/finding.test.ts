import assert from 'node:assert/strict';
import { test } from 'node:test';
import { somePorts } from '../../src/doctor/finding.ts';

test('somePorts() prints neighbours as a range, and five ranges at most', () => {
  assert.equal(somePorts([23, 6000, 6001, 6002]), '23, 6000-6002');
  assert.match(somePorts([1, 3, 5, 7, 9, 11]), /^1, 3, 5, 7, 9\b.*1 more/);
});
