import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rules } from '../../../src/detect/rules.ts';
import { createNetworks, type Networks } from '../../../src/detect/track/networks.ts';
import { parsePrefix } from '../../../src/net/address.ts';
import { prefixSet } from '../../../src/net/prefix-set.ts';
import type { Probe } from '../../../src/probe.ts';
import { address, anywhere, datagram, probe } from '../helpers.ts';

const setOf = (...texts: string[]) => prefixSet(texts.map(text => parsePrefix(text) ?? assert.fail(text)));
const rulesWith = (fields: Partial<Rules> = {}): Rules => ({
  ...anywhere,
  spared: { ignored: setOf(), own: setOf('192.0.2.10', '2001:db8::10'), hosts: setOf() },
  trigger: { handshake: 1, packet: 4, window: 600_000 },
  prefixes: { ipv4: 120, ipv6: 64 },
  translators: setOf('64:ff9b::/96', '64:ff9b:1::/48'),
  seen: new Set(),
  ...fields,
});
const from = (number: number, net = '2001:db8:1:2'): Partial<Probe> => ({
  source: address(`${net}::${number.toString(16)}`),
  target: address('2001:db8::10'),
});
const handshake = (number: number, fields: Partial<Probe> = {}): Probe =>
  probe({ ...from(number), ...fields });
const packet = (number: number, port: number, fields: Partial<Probe> = {}): Probe =>
  datagram({ ...from(number), port, ...fields });
const states = (networks: Networks, probes: readonly Probe[], rules = rulesWith()) =>
  probes.map(each => networks.touch(each, rules)?.state);

test('createNetworks() calls a network live at the fourth address that finished a handshake', () => {
  const networks = createNetworks();
  const all = [1, 2, 3, 3, 2, 4].map(number => handshake(number));
  assert.deepEqual(states(networks, all).slice(0, -1), new Array(5).fill(undefined));
  const activity = networks.touch(handshake(5), rulesWith());
  assert.equal(activity?.state, 'proven');
  assert.equal(activity?.probe.prefix, 64);
  assert.equal(activity?.activity.hits, 7);
});

test('createNetworks() asks for as many ports of the network as of a source', () => {
  const rules = rulesWith({ trigger: { handshake: 2, packet: 4, window: 600_000 } });
  const networks = createNetworks();
  assert.deepEqual(
    states(
      networks,
      [1, 2, 3, 4, 5].map(n => handshake(n)),
      rules,
    ).at(-1),
    undefined,
  );
  assert.deepEqual(states(networks, [handshake(6, { port: 24 })], rules), ['proven']);
});

test('createNetworks() never lets a packet help a handshake', () => {
  const networks = createNetworks();
  const packets = Array.from({ length: 50 }, (_, i) => packet(i, i));
  states(networks, packets);
  assert.deepEqual(
    states(
      networks,
      [1, 2, 3].map(n => handshake(n)),
    ),
    ['unproven', 'unproven', 'unproven'],
  );
  assert.deepEqual(states(networks, [handshake(4), packet(60, 1)]), ['proven', 'proven']);
});

test('createNetworks() calls a live network live for as long as four addresses are in the window', () => {
  const networks = createNetworks();
  const at = (number: number, minutes: number) => handshake(number, { time: minutes * 60_000 });
  assert.deepEqual(states(networks, [at(1, 0), at(2, 1), at(3, 2), at(4, 3)]).at(-1), 'proven');
  assert.deepEqual(states(networks, [at(4, 10), at(4, 11)]), ['proven', undefined]);
});

test('createNetworks() calls no IPv4 network live, whatever it proves', () => {
  const networks = createNetworks();
  const all = Array.from({ length: 9 }, (_, i) => probe({ source: address(`203.0.113.${i}`) }));
  assert.deepEqual(states(networks, all).at(-1), 'unproven');
  assert.equal(networks.touch(all[0] ?? probe(), rulesWith())?.probe.prefix, 120);
});

test('createNetworks() names none that holds somebody spared or an address of ours', () => {
  const scanned = (rules: Rules, fields: Partial<Probe> = {}) =>
    states(
      createNetworks(),
      [1, 2, 3, 4, 5].map(n => handshake(n, fields)),
      rules,
    ).at(-1);
  const { spared } = rulesWith();
  assert.equal(scanned(rulesWith()), 'proven');
  const somebody = setOf('2001:db8:1:2:ffff::9');
  for (const name of ['ignored', 'own', 'hosts'] as const)
    assert.equal(scanned(rulesWith({ spared: { ...spared, [name]: somebody } })), undefined, name);
  assert.equal(scanned(rulesWith(), { target: address('2001:db8:1:2::ff') }), undefined);
});

test('createNetworks() counts anew when the length is another, and nothing when it is 0', () => {
  const networks = createNetworks();
  const all = [1, 2, 3, 4].map(n => handshake(n));
  assert.equal(states(networks, all).at(-1), 'proven');
  assert.equal(
    states(networks, all.slice(0, 1), rulesWith({ prefixes: { ipv4: 0, ipv6: 0 } })).at(-1),
    undefined,
  );
  const longer = rulesWith({ prefixes: { ipv4: 0, ipv6: 96 } });
  assert.deepEqual(states(networks, all, longer), [undefined, undefined, undefined, 'proven']);
  assert.equal(networks.touch(probe(), longer), undefined);
});

test('untouch() takes a port that answered out of the count of its network', () => {
  const networks = createNetworks();
  const all = [1, 2, 3, 4].map(n => packet(n, n));
  assert.equal(states(networks, all).at(-1), 'unproven');
  const other = createNetworks();
  states(other, all.slice(0, 3));
  other.untouch(packet(2, 2), rulesWith());
  assert.deepEqual(states(other, [packet(4, 4), packet(5, 5)]), [undefined, 'unproven']);
  createNetworks().untouch(packet(1, 1), rulesWith());
});
