import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blindness } from '../../src/firewall/blindness.ts';

test('blindness() says it once, with the first reason and how many more there are', () => {
  assert.deepEqual(blindness([]), []);
  assert.match(blindness(['nft: no']).join('|'), /^a port that [^|]*: nft: no; start as root/);
  assert.match(blindness(['nft: no', 'iptables: no', 'x']).join('|'), /: nft: no \(and 2 more\); start/);
});
