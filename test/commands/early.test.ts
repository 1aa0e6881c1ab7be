import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEarly } from '../../src/commands/early.ts';
import { probe } from '../detect/helpers.ts';

test('createEarly() passes nothing on before it is opened, then all in order', () => {
  const passed: number[] = [];
  const early = createEarly(({ port }) => passed.push(port));
  for (const port of [1, 2, 3]) early.report(probe({ port }));
  assert.deepEqual(passed, []);
  assert.equal(early.open(), 0);
  early.report(probe({ port: 4 }));
  assert.deepEqual(passed, [1, 2, 3, 4]);
});

test('createEarly() keeps a thousand at the most and counts the rest', () => {
  let passed = 0;
  const early = createEarly(() => passed++);
  for (let i = 0; i < 1_200; i++) early.report(probe());
  assert.equal(early.open(), 200);
  assert.equal(passed, 1_000);
});
