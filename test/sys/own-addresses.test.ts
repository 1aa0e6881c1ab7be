import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { formatAddress } from '../../src/net/address.ts';
import { hostAddresses } from '../../src/sys/own-addresses.ts';

test('hostAddresses() knows all that node:os knows', () => {
  const ours = new Set(hostAddresses().map(formatAddress));
  const infos = Object.values(networkInterfaces()).flatMap(list => list ?? []);
  assert.ok(infos.length > 0);
  for (const { address } of infos) assert.ok(ours.has(address), address);
});
