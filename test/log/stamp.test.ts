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

test('stamp() gives a clock that was never set as many digits as any other', () => {
  assert.equal(stamp(7_042), '1970-01-01T00:00:07.042Z 0000000007.042');
  assert.match(stamp(Date.UTC(2001, 8, 9, 1, 46, 39)), / 0999999999\.000$/);
});
