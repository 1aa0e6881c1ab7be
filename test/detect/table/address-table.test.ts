import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAddressHash, secretSeed, seedWords } from '../../../src/detect/table/address-hash.ts';
import { type AddressTable, createAddressTable } from '../../../src/detect/table/address-table.ts';
import { type Address, formatAddress } from '../../../src/net/address.ts';
import { modelTable } from '../../net/model-table.ts';
import { sized } from '../../support/long.ts';

const host = (n: number): Address => [0, 0, 0xffff, n >>> 0];
/** Every address has the same hash: the index has to get along without it. */
const noSeed = new Int32Array(seedWords);

/** The words of an address come as they are read: unsigned. */
const anyAddress = fc.oneof(
  fc.nat(30).map(host),
  fc.tuple(fc.constantFrom(0, 0xffffffff), fc.constant(0), fc.nat(2), fc.constantFrom(1, 0x80000000)),
);
const step = fc.record({ address: anyAddress, rank: fc.option(fc.nat(3), { freq: 3 }) });

function agrees(
  table: AddressTable,
  capacity: number,
  steps: readonly { address: Address; rank: number | null }[],
) {
  const model = modelTable(capacity);
  const seen = new Map<string, Address>();
  for (const { address, rank } of steps) {
    seen.set(formatAddress(address), address);
    assert.equal(table.find(address) >= 0, model.has(address));
    const isFresh = model.use(address);
    const slot = table.use(address);
    assert.equal(table.isFresh, isFresh);
    if (rank !== null) {
      table.setRank(slot, rank);
      model.setRank(address, rank);
    }
    assert.equal(table.size, model.size);
    assert.ok(slot >= 0 && slot < table.size);
    assert.deepEqual(table.addressAt(slot), [...address]);
    for (const other of seen.values()) {
      const found = table.find(other);
      assert.equal(found >= 0, model.has(other), formatAddress(other));
      if (found >= 0) assert.equal(table.rankOf(found), model.rankOf(other));
    }
  }
}

test('createAddressTable() agrees with a slow model, whatever its hash', () => {
  const run = fc.tuple(fc.integer({ min: 4, max: 12 }), fc.array(step, { maxLength: 80 }), fc.boolean());
  fc.assert(
    fc.property(run, ([capacity, steps, aimed]) => {
      agrees(createAddressTable(capacity, createAddressHash(aimed ? noSeed : secretSeed())), capacity, steps);
    }),
    { numRuns: sized(300, 10_000) },
  );
});

test('setRank() keeps whom a flood of lower ranks would push out', () => {
  const table = createAddressTable(1000);
  for (let n = 0; n < 250; n++) table.setRank(table.use(host(n)), 2);
  for (let n = 1000; n < 50_000; n++) table.setRank(table.use(host(n)), n % 2);
  for (let n = 0; n < 250; n++) assert.ok(table.find(host(n)) >= 0, `${n}`);
});

test('setRank() lets a rank push out its own beyond its share', () => {
  const table = createAddressTable(100);
  for (let n = 0; n < 60; n++) table.setRank(table.use(host(n)), 3);
  for (let n = 100; n < 1000; n++) table.use(host(n));
  const left = Array.from({ length: 60 }, (_, n) => n).filter(n => table.find(host(n)) >= 0);
  assert.equal(left.length, 60, 'rank 0 fills what is left and then makes room itself');
  for (let n = 2000; n < 3000; n++) table.setRank(table.use(host(n)), 3);
  assert.equal(table.find(host(0)), -1);
  assert.ok(table.find(host(999)) >= 0, 'rank 0 keeps its share');
});

test('createAddressHash() spreads neighbours over all places, by a seed of its own', () => {
  const [hash, other] = [createAddressHash(secretSeed()), createAddressHash(secretSeed())];
  const buckets = new Int32Array(256);
  for (let n = 0; n < 65_536; n++) {
    const place = hash(0, 0, 0xffff, n) >>> 24;
    buckets[place] = (buckets[place] ?? 0) + 1;
  }
  assert.ok(Math.max(...buckets) < 1024, `${Math.max(...buckets)} of 65,536 in one of 256 places`);
  const alike = Array.from({ length: 1000 }, (_, n) => n).filter(n => hash(0, 0, 0, n) === other(0, 0, 0, n));
  assert.ok(alike.length < 5);
});
