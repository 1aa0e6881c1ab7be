import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerTime, createPortTable } from '../../src/detect/port-table.ts';
import { quietTime } from '../../src/detect/quarantine.ts';
import { address } from './helpers.ts';
import { socketAt } from './sources.ts';

test('createPortTable() forgets services after ten minutes and clients after two', () => {
  const table = createPortTable();
  const here = address('192.0.2.10');
  table.note([socketAt('192.0.2.10', 80)], new Set([40_000]), 0);
  const state = (): boolean[] => [table.holds(here, 80), table.holdsPort(80), table.usedLately(40_000)];
  table.note([], new Set(), answerTime - 1);
  assert.deepEqual(state(), [true, true, true]);
  table.note([], new Set(), answerTime);
  assert.deepEqual(state(), [true, true, false]);
  table.note([], new Set(), quietTime);
  assert.deepEqual(state(), [false, false, false]);
});

test('holdsOutside() and holdsPort() tell a service on loopback from one that others reach', () => {
  const table = createPortTable();
  table.note([socketAt('127.0.0.1', 80), socketAt('::1', 81), socketAt('10.0.0.1', 82)], new Set(), 0);
  table.note([socketAt('127.0.0.1', 82), socketAt('10.0.0.1', 82)], new Set(), 1);
  const ports = [80, 81, 82, 83];
  assert.deepEqual(
    ports.map(port => table.holdsOutside(port)),
    [false, false, true, false],
  );
  assert.deepEqual(
    ports.map(port => table.holdsPort(port)),
    [true, true, true, false],
  );
  const holds = (target: string): boolean[] => ports.map(port => table.holds(address(target), port));
  for (const here of ['127.0.0.1', '::1']) assert.deepEqual(holds(here), [true, true, true, false]);
  for (const there of ['192.0.2.10', '2001:db8::1'])
    assert.deepEqual(holds(there), [false, false, true, false]);
});
