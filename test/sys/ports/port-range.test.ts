import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ephemeralPorts, parsePortRange } from '../../../src/sys/ports/port-range.ts';

test('parsePortRange() reads what the kernel writes, and keeps to the usual range otherwise', () => {
  assert.deepEqual(parsePortRange('1024\t65535\n'), [1024, 65535]);
  assert.deepEqual(parsePortRange(''), [32768, 60999]);
});

test('ephemeralPorts() answers a range of ports', () => {
  const [first, last] = ephemeralPorts();
  assert.ok(0 < first && first <= last && last < 65536);
});
