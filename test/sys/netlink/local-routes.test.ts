import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress, parseAddress } from '../../../src/net/address.ts';
import { prefixSet } from '../../../src/net/prefix-set.ts';
import { localRoutes } from '../../../src/sys/netlink/local-routes.ts';
import { routeOfTable } from '../../../src/sys/netlink/routes.ts';
import { hostAddresses } from '../../../src/sys/own-addresses.ts';
import { attributes, viewOf } from '../attributes.ts';

test('localRoutes() has the addresses of this host and no network beside it', () => {
  const local = prefixSet(localRoutes());
  for (const address of hostAddresses()) assert.ok(local.has(address), formatAddress(address));
  assert.equal(local.has(parseAddress('192.0.2.77') ?? assert.fail()), false);
});

test('routeOfTable() takes the kinds of one table alone', () => {
  const row = (table: number, kind: number) => {
    const bytes = [2, 8, 0, 0, table, 3, 254, kind, 0, 0, 0, 0, ...attributes([1, [10, 0, 0, 0]])];
    return routeOfTable(viewOf(bytes), 0, bytes.length, 255, [2, 4]);
  };
  assert.equal(row(255, 2)?.length, 104);
  assert.equal(row(255, 4)?.length, 104);
  assert.deepEqual([row(255, 1), row(255, 3), row(254, 2)], [undefined, undefined, undefined]);
  assert.equal(routeOfTable(viewOf([2, 8, 0]), 0, 3, 255, [2]), undefined);
});
