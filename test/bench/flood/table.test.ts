import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costOf, lossOf, type Outcome, table, unaccounted } from './table.ts';

const first: Outcome = {
  name: 'one',
  sent: { packets: 500_040, rate: 99_990 },
  cpu: 1_000_080,
  memory: 80_000_000,
  unseen: { dropped: 0, of: 500_040, isTold: true },
  lines: 1_234,
  named: { fast: true, slow: false },
};
const other: Outcome = {
  name: 'other',
  sent: { packets: 400_000, rate: 80_000 },
  cpu: 1_000_000,
  memory: 2_000_000,
  unseen: { dropped: 300_000, of: undefined, isTold: false },
  lines: 0,
  named: undefined,
};

test('costOf() counts the packets that were seen alone', () => {
  assert.equal(costOf(first), 2);
  assert.equal(costOf(other), 10);
});

test('lossOf() is a share of what was sent', () => {
  assert.equal(lossOf(first), 0);
  assert.equal(lossOf(other), 0.75);
});

test('unaccounted() is what is in no counter, when there are counters', () => {
  const lossy = { dropped: 5, of: 500_030, isTold: true };
  assert.equal(unaccounted({ ...first, unseen: lossy }), 10);
  assert.equal(unaccounted(first), 0);
  assert.equal(unaccounted(other), 0);
});

test('table() has ratios to its first row', () => {
  assert.deepEqual(table([first, other]).slice(0, 1), [
    '| product | packets a second | CPU a packet seen | memory at most | not seen | tells so | lines | fast scan named | slow scan named |',
  ]);
  assert.deepEqual(table([first, other]).slice(2), [
    '| one | 100,000 | 2.00 us | 80 MB | none | yes | 1,234 | yes | no |',
    '| other | 80,000 | 10.00 us (5) | 2.0 MB (0.025) | 300,000 (75.0 %) | no |  |  |  |',
  ]);
  assert.deepEqual(table([]), []);
});
