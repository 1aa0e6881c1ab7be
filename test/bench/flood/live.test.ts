import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live } from './live.ts';
import type { Outcome } from './table.ts';

const outcome = (name: string, cpu: number, dropped: number): Outcome => ({
  name,
  sent: { packets: 1_000, rate: 100 },
  cpu,
  memory: 1,
  unseen: { dropped, of: 1_000, isTold: true },
  lines: 0,
  named: undefined,
});

test('live() takes 3 us a packet and no loss for enough at 100,000 a second', () => {
  assert.match(live(100_000, outcome('a', 3_000, 0), undefined), /: met$/);
  assert.match(live(100_000, outcome('a', 3_001, 0), undefined), /: MISSED$/);
  assert.match(live(100_000, outcome('a', 10, 1), undefined), /0.10 % lost .*: MISSED$/);
});

test('live() measures the loss by the peer when packets come faster', () => {
  const peer = outcome('c', 10, 5);
  assert.match(live(300_000, outcome('a', 9_000, 5), peer), /: met$/);
  assert.match(live(300_000, outcome('a', 9_000, 6), peer), /at most the 0.50 % of c\): MISSED$/);
  assert.equal(live(300_000, outcome('a', 500, 500), undefined), 'live: 1.00 us a packet, 50.00 % lost');
});
