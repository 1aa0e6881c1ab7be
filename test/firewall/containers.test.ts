import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerDevices, sendsOn } from '../../src/firewall/containers.ts';

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

test('sendsOn() finds destination NAT in what nft and iptables-save print', () => {
  for (const rule of [
    '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.2:80',
    '\t\ttcp dport 80 dnat ip to 10.0.0.2:8080',
    '\t\tdnat to tcp dport map { 80 : 10.0.0.2 }',
  ])
    assert.ok(sendsOn(`table ip nat {\n${rule}\n}\n`), rule);
});

test('sendsOn() takes no other rule for it', () => {
  for (const rule of [
    '-A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080',
    '-A INPUT -m comment --comment "no -j DNAT here" -j ACCEPT',
    '\t\ttcp dport 80 redirect to :8080',
    '\t\tip saddr 10.0.0.0/8 snat to 192.0.2.1',
    '\t\tct status dnat accept',
    '\t\taccept comment "dnat to nowhere"',
  ])
    assert.ok(!sendsOn(`table ip nat {\n${rule}\n}\n`), rule);
});
