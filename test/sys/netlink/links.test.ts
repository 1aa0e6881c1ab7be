import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linkAt, readLinks } from '../../../src/sys/netlink/links.ts';
import { openNetlink } from '../../../src/sys/netlink/netlink.ts';
import { type Attribute, attributes, viewOf, word } from '../attributes.ts';

/** An RTM_NEWLINK of interface 7. */
function link(flags: number, ...all: Attribute[]) {
  const bytes = [0, 0, 0, 0, ...word(7), ...word(flags), ...word(0), ...attributes(...all)];
  const found = linkAt(viewOf(bytes), 0, bytes.length);
  if (found !== undefined) assert.equal(found.flags, flags);
  const { flags: _flags, ...rest } = found ?? { flags: 0, kind: '' };
  return rest;
}
const kind = (name: string): Attribute => [18, attributes([1, [...Buffer.from(name), 0]])];
const plain = { name: '', kind: '', index: 7, isLoopback: false, canBroadcast: true, master: 0, lower: 0 };

test('linkAt() reads what an interface is built on', () => {
  assert.deepEqual(link(0x1003), plain);
  assert.deepEqual(link(0x9), { ...plain, isLoopback: true, canBroadcast: false });
  assert.deepEqual(link(0x1003, [10, word(3)]), { ...plain, master: 3 });
  for (const name of ['vlan', 'macvlan', 'macvtap', 'ipvlan'])
    assert.deepEqual(link(0x1003, [5, word(3)], kind(name)), { ...plain, kind: name, lower: 3 }, name);
});

test('linkAt() knows a VRF', () => {
  const bytes = [0, 0, 0, 0, ...word(7), ...word(0), ...word(0), ...attributes(kind('vrf'))];
  assert.equal(linkAt(viewOf(bytes), 0, bytes.length)?.kind, 'vrf');
});

test('linkAt() reads the name', () => {
  assert.deepEqual(link(0x1003, [3, [...Buffer.from('eth0'), 0]]), { ...plain, name: 'eth0' });
});

test('linkAt() knows that a tunnel is no wire of its way, nor an index of another namespace one of ours', () => {
  for (const name of ['veth', 'gre', 'vxlan', 'sit'])
    assert.deepEqual(link(0x1003, [5, word(3)], kind(name)), { ...plain, kind: name }, name);
  assert.deepEqual(link(0x1003, [5, word(3)], [37, word(0)], kind('macvlan')), {
    ...plain,
    kind: 'macvlan',
  });
});

test('linkAt() throws for no bytes at all', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(100), (bytes, end) => {
      linkAt(viewOf([...bytes]), 0, end);
    }),
    { numRuns: 20_000 },
  );
});

test('readLinks() finds loopback', () => {
  const netlink = openNetlink(0);
  const [first] = readLinks(netlink);
  netlink.close();
  assert.deepEqual([first?.index, first?.isLoopback], [1, true]);
});
