import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stamp } from '../../src/log/stamp.ts';

test('stamp() says the same moment twice, over seconds, years and a clock set back', () => {
  const start = Date.UTC(2026, 11, 31, 23, 59, 59, 7);
  for (const time of [start, start + 992, start + 993, start + 366 * 86_400_000, start, start - 86_400_000]) {
    const iso = new Date(time).toISOString();
    assert.equal(stamp(time), `${iso} ${Math.floor(time / 1000)}.${iso.slice(20, 23)}`);
  }
  assert.match(stamp(start + 0.9), /59\.007Z \d+\.007$/);
});
