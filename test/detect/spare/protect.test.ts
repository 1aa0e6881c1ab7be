import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProbe, ownSide } from '../../../src/detect/spare/own.ts';
import { holdsSpared, shield, spare } from '../../../src/detect/spare/protect.ts';
import { type Attached, nothingAttached } from '../../../src/detect/watch/attached.ts';
import { parsePrefix } from '../../../src/net/address.ts';
import { lapsingSet } from '../../../src/net/lapsing-set.ts';
import { prefixSet } from '../../../src/net/prefix-set.ts';
import { address, datagram, probe } from '../helpers.ts';

const info = (text: string, netmask: string, family: 'IPv4' | 'IPv6') =>
  family === 'IPv4'
    ? { address: text, netmask, family, mac: '', internal: false, cidr: null }
    : { address: text, netmask, family, mac: '', internal: false, cidr: null, scopeid: 2 };
const own = ownSide(
  {
    eth0: [info('192.0.2.10', '255.255.255.0', 'IPv4'), info('fe80::1', 'ffff:ffff:ffff:ffff::', 'IPv6')],
    tun0: [info('198.51.100.1', '255.255.255.254', 'IPv4')],
  },
  ['192.0.2.10', 'fe80::1', '198.51.100.1'].map(address),
);
const prefixes = ['198.51.100.0/24', '2001:db8::/32'].flatMap(text => parsePrefix(text) ?? []);
const spared = { ignored: prefixSet(prefixes), own: own.addresses, hosts: prefixSet([]) };

test('spare() spares the ignored, in both families and in the mapped form', () => {
  for (const text of ['198.51.100.200', '::ffff:198.51.100.200', '2001:db8:ffff::1'])
    assert.equal(spare(probe({ source: address(text) }), spared), 'ignored', text);
  assert.equal(spare(probe({ source: address('198.51.101.0') }), spared), undefined);
});

test('spare() spares who is ignored for a time by the time of the probe, and a network around them', () => {
  const [prefix] = prefixes;
  const ignored = lapsingSet([{ prefix: prefix ?? assert.fail(), end: 1_000 }]);
  const at = (time: number) => probe({ source: address('198.51.100.200'), time });
  assert.equal(spare(at(999), { ...spared, ignored }), 'ignored');
  assert.equal(spare(at(1_000), { ...spared, ignored }), undefined);
  const around = { address: address('198.51.0.0'), length: 96 + 16 };
  assert.ok(holdsSpared(around, at(999), { ...spared, ignored, own: prefixSet([]) }));
  assert.ok(!holdsSpared(around, at(1_000), { ...spared, ignored, own: prefixSet([]) }));
});

test('spare() spares this host, also under an address it just got', () => {
  for (const text of ['192.0.2.10', 'fe80::1', '127.9.9.9', '::1'])
    assert.equal(spare(probe({ source: address(text) }), spared), 'protected', text);
  const fresh = address('192.0.2.99');
  assert.equal(spare(probe({ source: fresh, target: fresh }), spared), 'protected');
});

test('ownSide() counts what else is delivered here', () => {
  const routes = [{ address: address('10.0.0.0'), length: 96 + 8 }];
  const { addresses, list } = ownSide({}, [address('192.0.2.1')], routes);
  assert.deepEqual(
    ['10.1.2.3', '192.0.2.1', '11.0.0.1'].map(text => addresses.has(address(text))),
    [true, true, false],
  );
  assert.equal(list.length, 1);
});

test('ownSide() counts addresses that node does not tell', () => {
  assert.equal(ownSide({}, [address('2001:db8:5::5')]).addresses.has(address('2001:db8:5::5')), true);
});

test('isForMany() knows broadcast and multicast from a host', () => {
  for (const text of ['192.0.2.255', '255.255.255.255', '224.0.0.251', 'ff02::1'])
    assert.equal(own.isForMany(address(text)), true, text);
  for (const text of ['192.0.2.10', '198.51.100.1', 'fe80::1'])
    assert.equal(own.isForMany(address(text)), false, text);
});

const around = { own, attached: nothingAttached };

test('isProbe() takes nothing that is for everybody, nor what claims to come from everybody', () => {
  assert.equal(isProbe(probe(), around), true);
  for (const text of ['192.0.2.255', '224.0.0.251', '0.0.0.0', '255.255.255.255', 'ff02::1', '::']) {
    assert.equal(isProbe(probe({ source: address(text) }), around), false, text);
    assert.equal(isProbe(probe({ target: address(text) }), around), false, text);
  }
  const mixed = { source: address('::ffff:8.8.8.8'), target: address('2001:db8::1') };
  assert.equal(isProbe(probe(mixed), around), false, 'a mapped source on the wire is forged');
});

test('isProbe() takes no packet from what is nobody, but a finished handshake and what is on its own wire', () => {
  const attached: Attached = { where: (_source, device) => (device === 3 ? 'here' : 'elsewhere') };
  const target = (text: string) => address(text.includes(':') ? '2001:db8::1' : '192.0.2.10');
  for (const text of ['0.1.2.3', '240.0.0.1', '255.255.255.254', '::2', '::192.0.2.1']) {
    const one = { source: address(text), target: target(text) };
    assert.equal(isProbe(datagram(one), around), false, text);
    assert.equal(isProbe(datagram({ ...one, device: 2 }), { own, attached }), false, text);
    assert.equal(isProbe(datagram({ ...one, device: 3 }), { own, attached }), true, text);
    assert.equal(isProbe(probe(one), around), true, text);
  }
  for (const text of ['127.0.0.1', '127.9.9.9', '::1']) {
    const one = { source: address(text), target: target(text) };
    const taken = [0, 1, 2, 3].map(device => isProbe(datagram({ ...one, device }), { own, attached }));
    assert.deepEqual(taken, [true, true, false, false], `${text}: loopback is the first interface`);
  }
  for (const text of ['1.0.0.1', '128.0.0.1', '223.255.255.255', '64:ff9b::1', '1::'])
    assert.equal(isProbe(datagram({ source: address(text), target: target(text) }), around), true, text);
});

test('spare() spares whoever is looked up while running', () => {
  const hosts = prefixSet(['203.0.113.7', 'fe80::7'].flatMap(text => parsePrefix(text) ?? []));
  for (const text of ['203.0.113.7', 'fe80::7'])
    assert.equal(spare(probe({ source: address(text) }), { ...spared, hosts }), 'protected', text);
});

test('shield() spares a connected host from packet evidence alone', () => {
  const connected = { ...spared, isConnected: () => true };
  assert.equal(shield(datagram(), connected), 'protected');
  assert.equal(shield(probe(), connected), undefined);
  assert.equal(shield(datagram(), { ...spared, isConnected: () => false }), undefined);
  assert.equal(shield(datagram(), spared), undefined);
});
