import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPortTable } from '../../../src/monitor/model/port-table.ts';

test('createPortTable() counts ports of both protocols apart, those with the most lines first', () => {
  const table = createPortTable();
  const lines = [
    [53, 'udp'],
    [53, 'tcp'],
    [53, 'udp'],
    [65_535, 'udp'],
    [0, 'tcp'],
  ] as const;
  for (const [port, protocol] of lines) table.add({ port, protocol });
  assert.deepEqual(table.top(3), [
    { port: 53, protocol: 'udp', lines: 2 },
    { port: 0, protocol: 'tcp', lines: 1 },
    { port: 53, protocol: 'tcp', lines: 1 },
  ]);
  assert.equal(table.top(9).at(-1)?.port, 65_535);
});
