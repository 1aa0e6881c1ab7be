import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Attached, attachedOf, mostNetworks } from '../../../src/detect/watch/attached.ts';
import { attachedLooker } from '../../../src/detect/watch/attached-looker.ts';
import { parsePrefix } from '../../../src/net/address.ts';
import type { Link } from '../../../src/sys/netlink/links.ts';
import type { Route } from '../../../src/sys/netlink/routes.ts';
import { address } from '../helpers.ts';

/** The interfaces of these tests, by their index. */
const [lo, eth0, eth1, br0, vlan5, vlan6, macvlan0, wg0, port0] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const link = (index: number, fields: Partial<Link> = {}): Link => ({
  index,
  isLoopback: false,
  canBroadcast: true,
  master: 0,
  lower: 0,
  ...fields,
});
const links: readonly Link[] = [
  link(lo, { isLoopback: true, canBroadcast: false }),
  link(eth0),
  link(eth1),
  link(br0),
  link(vlan5, { lower: eth0 }),
  link(vlan6, { lower: eth0 }),
  link(macvlan0, { lower: eth1 }),
  link(wg0, { canBroadcast: false }),
  link(port0, { master: br0 }),
];

type Written = readonly [prefix: string, device: number, how?: 'connected' | 'static'];

/** The routes as written: by a gateway where the device is 0, and made by the kernel unless told otherwise. */
function host(...routes: Written[]): Attached {
  const read: Route[] = routes.map(([text, device, how = 'connected']) => {
    const prefix = parsePrefix(text) ?? assert.fail(text);
    return { ...prefix, device, isConnected: how === 'connected' && device !== 0 };
  });
  return attachedOf(links, onRoute => read.forEach(onRoute));
}
const where = (attached: Attached, source: string, ...devices: number[]) =>
  devices.map(device => attached.where(address(source), device));

test('where() tells a network of one wire from a packet by another one, in both families', () => {
  const attached = host(
    ['192.168.77.0/24', eth1],
    ['203.0.113.0/24', eth0],
    ['fd77::/64', eth1],
    ['fd00::/64', eth0],
  );
  assert.deepEqual(where(attached, '192.168.77.50', eth0, eth1), ['elsewhere', 'here']);
  assert.deepEqual(where(attached, 'fd77::50', eth0, eth1), ['elsewhere', 'here']);
  assert.deepEqual(where(attached, '192.168.78.50', eth0, eth1), [undefined, undefined]);
  assert.deepEqual(where(attached, 'fd78::50', eth0, eth1), [undefined, undefined]);
});

test('where() takes two interfaces in one network for one', () => {
  const attached = host(['10.0.0.0/8', eth0], ['10.0.0.0/8', eth1], ['192.168.0.0/24', br0]);
  assert.deepEqual(where(attached, '10.1.2.3', eth0, eth1, br0), ['here', 'here', 'elsewhere']);
});

test('where() asks for the longest network', () => {
  const attached = host(['10.0.0.0/8', br0], ['10.99.0.0/24', eth0]);
  assert.deepEqual(where(attached, '10.99.0.5', eth0, br0), ['here', 'elsewhere']);
  assert.deepEqual(where(attached, '10.98.0.5', eth0, br0), ['elsewhere', 'here']);
});

test('where() takes what is built on an interface for the same wire, and two such for different ones', () => {
  const attached = host(
    ['10.5.0.0/16', vlan5],
    ['10.7.0.0/16', macvlan0],
    ['10.4.0.0/16', br0],
    ['10.2.0.0/16', eth0],
  );
  assert.deepEqual(where(attached, '10.5.0.1', vlan5, eth0, vlan6, eth1), [
    'here',
    'here',
    'elsewhere',
    'elsewhere',
  ]);
  assert.deepEqual(where(attached, '10.2.0.1', eth0, vlan5, vlan6, eth1), [
    'here',
    'here',
    'here',
    'elsewhere',
  ]);
  assert.deepEqual(where(attached, '10.7.0.1', macvlan0, eth1, eth0), ['here', 'here', 'elsewhere']);
  assert.deepEqual(where(attached, '10.4.0.1', br0, port0, eth0), ['here', 'here', 'elsewhere']);
});

test('where() says nothing of an interface that is not known, and of none', () => {
  const attached = host(['10.0.0.0/8', eth0]);
  assert.deepEqual(where(attached, '10.0.0.1', 0, 77), [undefined, undefined]);
});

test('where() takes no default route for a network, nor the pieces that a VPN makes of it', () => {
  const attached = host(
    ['0.0.0.0/0', wg0],
    ['0.0.0.0/1', wg0],
    ['::/0', eth1],
    ['2000::/3', eth1],
    ['::/64', eth1],
    ['8.0.0.0/7', wg0, 'static'],
    ['10.9.0.0/24', wg0],
    ['100.64.0.7/32', wg0, 'static'],
  );
  for (const stranger of ['8.8.8.8', '200.0.0.1', '2001:db8::1'])
    assert.deepEqual(where(attached, stranger, eth0), [undefined], stranger);
  for (const peer of ['10.9.0.2', '100.64.0.7'])
    assert.deepEqual(where(attached, peer, eth0, wg0), ['elsewhere', 'here'], peer);
});

test('where() leaves open what a longer way leads to: a gateway or a VPN', () => {
  const attached = host(
    ['10.0.0.0/8', eth0],
    ['10.1.0.0/16', 0],
    ['10.2.0.0/16', wg0, 'static'],
    ['10.3.0.0/16', eth1, 'static'],
  );
  assert.deepEqual(where(attached, '10.1.0.1', eth0, eth1), [undefined, undefined]);
  assert.deepEqual(where(attached, '10.2.0.1', eth0, eth1), [undefined, undefined]);
  assert.deepEqual(where(attached, '10.3.0.1', eth0, eth1), ['elsewhere', 'here']);
  assert.deepEqual(where(attached, '10.4.0.1', eth0, eth1), ['here', 'elsewhere']);
});

test('where() says nothing of loopback and of link-local addresses, which every wire has', () => {
  const attached = host(['10.0.0.0/24', lo], ['169.254.0.0/16', eth1], ['fe80::/64', eth1]);
  for (const source of ['10.0.0.1', '169.254.1.1', 'fe80::1'])
    assert.deepEqual(where(attached, source, eth0, eth1), [undefined, undefined], source);
});

test('attachedOf() knows nothing rather than a part', () => {
  const routes: Route[] = Array.from({ length: mostNetworks + 1 }, (_, i) => ({
    address: [0, 0, 0xffff, (0x0a000000 + i) >>> 0],
    length: 128,
    device: eth1,
    isConnected: true,
  }));
  const first = (count: number) => attachedOf(links, onRoute => routes.slice(0, count).forEach(onRoute));
  assert.deepEqual(where(first(mostNetworks), '10.0.0.0', eth0), ['elsewhere']);
  assert.deepEqual(where(first(mostNetworks + 1), '10.0.0.0', eth0), [undefined]);
});

test('attachedOf() asks once more only where there are other ways than networks', () => {
  let asked = 0;
  const ask = (device: number) => (onRoute: (route: Route) => void) => {
    asked++;
    for (const at of [eth0, device])
      onRoute({ address: [0, 0, 0xffff, 0x0a000000], length: 112, device: at, isConnected: at !== 0 });
  };
  attachedOf(links, ask(eth1));
  assert.equal(asked, 1);
  const attached = attachedOf(links, ask(0));
  assert.equal(asked, 3);
  assert.deepEqual(
    where(attached, '10.0.0.1', eth1),
    [undefined],
    'a network that a gateway leads to as well',
  );
});

test('attachedLooker() reads this host', () => {
  assert.deepEqual(where(attachedLooker()(), '127.0.0.1', 1), [undefined]);
});
