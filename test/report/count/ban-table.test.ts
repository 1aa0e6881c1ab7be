import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BanKind } from '../../../src/events/event.ts';
import { createBanTable } from '../../../src/report/count/ban-table.ts';

const ban = (kind: BanKind, time: number, jail = 'portsentry') =>
  ({ kind, time, jail, source: [0, 0, 0xffff, 1] }) as const;

test('createBanTable() keeps the bans of each source in order, whoever else is banned between them', () => {
  const table = createBanTable(2, 10);
  table.add(0, ban('ban', 10));
  table.add(1, ban('ban', 11));
  table.add(0, ban('unban', 20));
  table.add(0, ban('unban', 21));
  table.add(0, ban('ban', 30, 'portsentry-unverified'));
  const first = table.firstOf(0);
  const second = table.next(first);
  assert.deepEqual([table.start(first), table.end(first)], [10, 20]);
  assert.deepEqual([table.start(second), table.end(second)], [30, Number.POSITIVE_INFINITY]);
  assert.equal(table.jailOf(second), 'portsentry-unverified');
  assert.deepEqual([table.next(second), table.lastOf(0), table.bansOf(0)], [0, second, 2]);
  assert.deepEqual([table.isBanned(0), table.isBanned(1)], [true, true]);
});

test('createBanTable() counts what finds no room, and forgets whose the bans of a slot were', () => {
  const table = createBanTable(2, 1);
  table.add(0, ban('ban', 10));
  table.add(1, ban('ban', 11));
  assert.deepEqual([table.size, table.leftOut], [1, 1]);
  table.clear(0);
  assert.deepEqual([table.firstOf(0), table.bansOf(0), table.isBanned(0)], [0, 0, false]);
  assert.equal(table.slotOf(1), undefined);
});
