import assert from 'node:assert/strict';
import { test } from 'node:test';
import { socketRows } from '../../../src/doctor/gather/services.ts';

test('socketRows() reads port, state and inode', () => {
  const row =
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4321 1 x';
  assert.deepEqual(socketRows(`  sl  local\n${row}\n`), [{ port: 8080, state: '0A', inode: '4321' }]);
});
