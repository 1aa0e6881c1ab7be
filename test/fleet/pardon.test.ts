import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pardonSubject } from '../../src/fleet/names.ts';
import { createPardons, formatPardon, pardonHolds, parsePardon } from '../../src/fleet/pardon.ts';
import { parseAddress } from '../../src/net/address.ts';

const address = parseAddress('203.0.113.7') ?? assert.fail();
const other = parseAddress('203.0.113.8') ?? assert.fail();
const pardon = { address, time: 1795334454123 };
const bytes = Buffer.from(formatPardon(pardon));

test('parsePardon() reads back what formatPardon() writes, on the subject of that address alone', () => {
  assert.deepEqual(parsePardon(pardonSubject(address), bytes), pardon);
  // Whoever has the hub send on what it keeps of him can have it stand there, under its own subject.
  for (const subject of [pardonSubject(other), 'portjail.scan.web1', 'portjail.pardon.'])
    assert.equal(parsePardon(subject, bytes), undefined);
});

test('parsePardon() survives anything else', () => {
  const subject = pardonSubject(address);
  fc.assert(fc.property(fc.uint8Array(), any => assert.equal(parsePardon(subject, any), undefined)));
  for (const change of [{ v: 2 }, { t: -1 }, { t: '1' }, { addr: '203.0.113.0/24' }, { addr: 7 }])
    assert.equal(
      parsePardon(subject, Buffer.from(JSON.stringify({ ...JSON.parse(formatPardon(pardon)), ...change }))),
      undefined,
    );
});

test('createPardons() holds a pardon for a day, and one from a clock that is ahead for a day from now', () => {
  const pardons = createPardons();
  const now = pardon.time;
  pardons.add(pardon, now);
  assert.ok(pardons.has(address, now + pardonHolds - 1));
  assert.ok(!pardons.has(address, now + pardonHolds));
  assert.ok(!pardons.has(other, now));
  pardons.add({ address, time: now + 1e9 }, now);
  assert.ok(!pardons.has(address, now + pardonHolds));
});
