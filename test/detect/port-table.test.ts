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

test('holdsEverywhere() asks for a service that takes both families', () => {
  const table = createPortTable();
  table.note([socketAt('::', 80), socketAt('0.0.0.0', 81), socketAt('0.0.0.0', 82)], new Set(), 0);
  table.note([socketAt('::', 82, { v6only: true })], new Set(), 1);
  assert.deepEqual(
    [80, 81, 82].map(port => table.holdsEverywhere(port)),
    [true, false, true],
  );
});
