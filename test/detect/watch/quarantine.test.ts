import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQuarantine, quietTime } from '../../../src/detect/watch/quarantine.ts';

test('createQuarantine<number>() holds a port until it has been free for ten minutes', () => {
  assert.equal(quietTime, 600_000);
  const quarantine = createQuarantine<number>();
  quarantine.saw(80, 0);
  quarantine.refresh(new Set([80]), 100_000);
  quarantine.refresh(new Set(), 100_000 + quietTime - 1);
  assert.equal(quarantine.holds(80), true);
  quarantine.refresh(new Set(), 100_000 + quietTime);
  assert.equal(quarantine.holds(80), false);
});

test('createQuarantine<number>() starts the ten minutes anew when the service is back', () => {
  const quarantine = createQuarantine<number>();
  quarantine.saw(80, 0);
  quarantine.refresh(new Set(), quietTime - 1);
  quarantine.refresh(new Set([80]), quietTime);
  quarantine.refresh(new Set(), quietTime + 1);
  assert.equal(quarantine.holds(80), true);
});

test('createQuarantine() lets go of what was used longest ago when it is full', () => {
  const quarantine = createQuarantine<string>(1000, 2);
  quarantine.saw('a', 0);
  quarantine.saw('b', 1);
  quarantine.saw('a', 2);
  quarantine.saw('c', 3);
  assert.deepEqual(
    ['a', 'b', 'c'].map(key => quarantine.holds(key)),
    [true, false, true],
  );
});
