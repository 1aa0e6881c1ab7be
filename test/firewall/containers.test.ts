import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerDevices, forwardsOf, sendsOn } from '../../src/firewall/containers.ts';
import { parseIptables } from '../../src/firewall/read/iptables.ts';
import { parseNft } from '../../src/firewall/read/nft.ts';

test("containerDevices() knows the containers' bridges by their names", () => {
  const devices = [
    'lo',
    'eth0',
    'br0',
    'br-lan',
    'wg0',
    'docker0',
    'br-0123456789ab',
    'podman1',
    'cni0',
    'lxdbr0',
  ];
  const text = `Inter-|   Receive\n face |bytes packets\n${devices.map(name => `${name.padStart(6)}: 0 0 0\n`).join('')}`;
  assert.deepEqual(containerDevices(text), devices.slice(5));
  assert.deepEqual(containerDevices(''), []);
});

const nft = (...expr: object[]) =>
  parseNft(JSON.stringify({ nftables: [{ rule: { family: 'ip', table: 't', chain: 'c', expr } }] }));
const saved = (rule: string) => parseIptables(`*nat\n-A ${rule}\nCOMMIT\n`, 'ip');
const dport = { payload: { protocol: 'tcp', field: 'dport' } };
const map = { key: dport, data: { set: [[80, '10.0.0.2']] } };

test('sendsOn() finds destination NAT in what nft and iptables-save print', () => {
  for (const rules of [
    saved('DOCKER ! -i docker0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.2:80'),
    nft({ match: { op: '==', left: dport, right: 80 } }, { dnat: { addr: '10.0.0.2', port: 8080 } }),
    nft({ dnat: { addr: { map } } }),
  ])
    assert.ok(sendsOn(rules));
});

test('sendsOn() takes no other rule for it', () => {
  for (const rules of [
    saved('PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080'),
    saved('INPUT -m comment --comment "no -j DNAT here" -j ACCEPT'),
    saved('INPUT -m comment --comment -j -j ACCEPT'),
    nft({ match: { op: '==', left: dport, right: 80 } }, { redirect: { port: 8080 } }),
    nft({ snat: { addr: '192.0.2.1' } }),
    nft({ match: { op: 'in', left: { ct: { key: 'status' } }, right: 'dnat' } }, { accept: null }),
  ])
    assert.ok(!sendsOn(rules));
});

test('forwardsOf() names the ports and where they go', () => {
  const to = (rule: string) => forwardsOf(saved(`PREROUTING ${rule}`));
  assert.deepEqual(to('-p tcp -m multiport --dports 80,443:445 -j DNAT --to-destination [2001:db8::2]:1'), [
    '80,443-445 to [2001:db8::2]:1',
  ]);
  assert.deepEqual(to('-d 192.0.2.1/32 -j DNAT --to-destination 10.0.0.3'), []);
  const rule = (addr: string) =>
    forwardsOf(nft({ match: { op: '==', left: dport, right: 8080 } }, { dnat: { addr, port: 80 } }));
  assert.deepEqual(rule('10.0.0.2'), ['8080 to 10.0.0.2:80']);
  assert.deepEqual(rule('2001:db8::2'), ['8080 to [2001:db8::2]:80']);
});
