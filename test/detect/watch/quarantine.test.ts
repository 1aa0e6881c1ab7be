import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQuarantine, quietTime } from '../../../src/detect/watch/quarantine.ts';

test('createQuarantine() holds a port until it has been free for ten minutes', () => {
  assert.equal(quietTime, 600_000);
  const quarantine = createQuarantine();
  quarantine.saw(80, 0);
  quarantine.refresh(new Set([80]), 100_000);
  quarantine.refresh(new Set(), 100_000 + quietTime - 1);
  assert.equal(quarantine.holds(80), true);
  quarantine.refresh(new Set(), 100_000 + quietTime);
  assert.equal(quarantine.holds(80), false);
});

test('createQuarantine() starts the ten minutes anew when the service is back', () => {
  const quarantine = createQuarantine();
  quarantine.saw(80, 0);
  quarantine.refresh(new Set(), quietTime - 1);
  quarantine.refresh(new Set([80]), quietTime);
  quarantine.refresh(new Set(), quietTime + 1);
  assert.equal(quarantine.holds(80), true);
});

test('createQuarantine() lets go of what was used longest ago when it is full', () => {
  const quarantine = createQuarantine(1000, 2);
  quarantine.saw(80, 0);
  quarantine.saw(81, 1);
  quarantine.saw(80, 2);
  quarantine.saw(82, 3);
  assert.deepEqual(
    [80, 81, 82].map(port => quarantine.holds(port)),
    [true, false, true],
  );
});
