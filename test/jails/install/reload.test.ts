import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lacks } from '../../../src/jails/install/reload.ts';

test('lacks() finds an action that a running jail should have and has not', () => {
  const said = 'The jail sshd has the following actions:\nnftables, portjail-run';
  assert.equal(lacks(['nftables', 'portjail-run'], said), false);
  assert.equal(lacks(['portjail-run'], said), false, 'one more is no lack');
  assert.equal(lacks(['nftables', 'iptables'], said), true);
  assert.equal(lacks(['iptables'], 'No actions for jail sshd'), true);
  assert.equal(lacks([], 'No actions for jail sshd'), false);
  assert.equal(lacks(['iptables'], ''), false, 'no answer is no word against it');
});
