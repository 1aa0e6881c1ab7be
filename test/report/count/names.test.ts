import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress, parsePrefix } from '../../../src/net/address.ts';
import { createNames, ranks } from '../../../src/report/count/names.ts';

const named = (text: string) => {
  const { address, length } = parsePrefix(text) ?? assert.fail(text);
  return { source: address, ...(text.includes('/') && { prefix: length }) };
};

test('slotOf() gives an address, and a network that begins with it, a slot of its own each', () => {
  const names = createNames(8);
  const texts = ['2001:db8::', '2001:db8::/64', '2001:db8::/80', '203.0.113.0', '203.0.113.0/24'];
  const slots = texts.map(text => names.slotOf(named(text)));
  assert.equal(new Set(slots).size, texts.length);
  assert.deepEqual(
    slots.map(slot => names.nameOf(slot)),
    texts,
  );
  assert.deepEqual(
    texts.map(text => names.slotOf(named(text))),
    slots,
  );
  assert.equal(names.isFresh, false);
  assert.deepEqual(
    names.slots().sort((a, b) => a - b),
    [...slots].sort((a, b) => a - b),
  );
  const inside = parseAddress('2001:db8::77') ?? assert.fail();
  assert.equal(names.networkSlot(inside, 64), slots[1]);
  assert.equal(names.networkSlot(inside, 96), undefined);
});

test('slotOf() has the source give way that is worth the least, and says that it was one', () => {
  const names = createNames(4);
  const [first = -1, ...others] = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4'].map(text =>
    names.slotOf(named(text)),
  );
  names.keep(first, ranks.banned);
  names.keep(first, ranks.seen);
  assert.equal(names.leftOut, 0);
  const newer = names.slotOf(named('203.0.113.5'));
  assert.equal(newer, others[0]);
  assert.equal(names.isFresh, true);
  assert.equal(names.nameOf(newer), '203.0.113.5');
  assert.equal(names.leftOut, 1);
});
