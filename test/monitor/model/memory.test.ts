import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilter } from '../../../src/monitor/model/filter.ts';
import { createMemory } from '../../../src/monitor/model/memory.ts';
import { touchOf } from '../touches.ts';

const filterOf = (text: string) => {
  const filter = parseFilter(text);
  return 'takes' in filter ? filter : assert.fail(text);
};

test('createMemory() looks through a filter at what it keeps, and at what comes', () => {
  const memory = createMemory(60_000, 10);
  for (let i = 0; i < 30; i++) memory.add(touchOf(`203.0.113.${i}`, { port: i % 2 }));
  memory.filter(filterOf('1'));
  assert.deepEqual(
    memory.view().lines.map(({ source }) => source[3] & 255),
    [21, 23, 25, 27, 29],
  );
  memory.add(touchOf('203.0.113.99', { port: 1 }));
  memory.add(touchOf('203.0.113.98', { port: 2 }));
  assert.equal(memory.view().sources.size(), 6);
  memory.filter(filterOf(''));
  assert.equal(memory.view().sources.size(), 32);
  assert.equal(memory.view().lines.length, 32);
});

test('createMemory() adds up what was held back', () => {
  const memory = createMemory(60_000);
  for (const lines of [3, 4])
    memory.hold({ verb: 'held', pid: 1, time: 1, reason: 'flood', lines, sources: 1, since: 0 });
  assert.equal(memory.held(), 7);
});
