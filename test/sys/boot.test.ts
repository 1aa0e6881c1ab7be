import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { thisBoot } from '../../src/sys/boot.ts';

test('thisBoot() has the id of this start of the machine and a clock that goes on', () => {
  const [first, second] = [thisBoot(), thisBoot()];
  assert.equal(first.id, readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim());
  assert.ok(first.clock > 0 && second.clock >= first.clock);
  // Both run from the start of the machine on, but this one not while it sleeps.
  assert.ok(first.clock / 1000 <= Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]) + 1);
});
