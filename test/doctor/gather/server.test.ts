import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBanned } from '../../../src/doctor/gather/server.ts';

test('parseBanned() reads the bans of every jail', () => {
  assert.deepEqual(
    [...parseBanned("[{'sshd': []}, {'portsentry': ['192.0.2.9', '2001:db8::1']}]\n")],
    [
      ['sshd', []],
      ['portsentry', ['192.0.2.9', '2001:db8::1']],
    ],
  );
  assert.equal(parseBanned('').size, 0);
});
