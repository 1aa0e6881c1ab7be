import assert from 'node:assert/strict';
import { test } from 'node:test';
import { socketRows } from '../../../src/doctor/gather/services.ts';

test('socketRows() reads port, state and inode, and whether others are served', () => {
  for (const [local, isInside] of [
    ['0100007F', true],
    ['3500007F', true],
    ['0000000000000000FFFF00000100007F', true],
    ['00000000000000000000000001000000', true],
    ['00000000', false],
    ['00000000000000000000000000000000', false],
    ['0A02007E', false],
    ['7F00000A', false],
    ['0000000000000000000000000000007F', false],
  ] as const) {
    const row = `   0: ${local}:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4321 1 x`;
    assert.deepEqual(socketRows(`  sl  local\n${row}\n`), [
      { port: 8080, state: '0A', inode: '4321', isInside },
    ]);
  }
});
