import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEarly } from '../../src/daemon/early.ts';
import { probe } from '../detect/helpers.ts';

test('createEarly() passes nothing on before it is opened, then all in order', () => {
  const passed: string[] = [];
  const early = createEarly({
    probe: ({ port }) => passed.push(`probe ${port}`),
    answer: ({ port }) => passed.push(`answer ${port}`),
  });
  const { reports } = early;
  reports.probe(probe({ port: 1 }));
  reports.answer(probe({ port: 1 }));
  reports.probe(probe({ port: 2 }));
  assert.deepEqual(passed, []);
  assert.equal(early.open(), 0);
  reports.answer(probe({ port: 2 }));
  assert.deepEqual(passed, ['probe 1', 'answer 1', 'probe 2', 'answer 2']);
});

test('createEarly() keeps a thousand at the most and counts the rest', () => {
  let passed = 0;
  const early = createEarly({ probe: () => passed++, answer: () => passed++ });
  for (let i = 0; i < 1_200; i++) early.reports.probe(probe());
  assert.equal(early.open(), 200);
  assert.equal(passed, 1_000);
});
