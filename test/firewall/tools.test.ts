import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toolWorks } from '../../src/firewall/tools.ts';

test('toolWorks() takes no inactive ufw for one that works', () => {
  const says = (out: string) => () => ({ code: 0, out, err: '' });
  assert.ok(!toolWorks('ufw', says('Status: inactive\n')));
  assert.ok(toolWorks('ufw', says('Status: active\n\nTo Action From\n')));
});
