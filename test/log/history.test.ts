import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatHistory } from '../../src/log/history.ts';
import { probe } from '../detect/helpers.ts';

test("formatHistory() writes Portsentry 1.2's form, in local time", () => {
  const zone = process.env['TZ'];
  process.env['TZ'] = 'America/New_York';
  try {
    assert.equal(
      formatHistory(probe({ time: 1_795_334_256_999 })),
      '1795334256 - 11/22/2026 02:57:36 Host: 203.0.113.7/203.0.113.7 Port: 23 TCP Blocked',
    );
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});
