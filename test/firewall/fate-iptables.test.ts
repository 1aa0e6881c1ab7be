import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fateOf } from '../../src/firewall/fate.ts';
import { parseIptables } from '../../src/firewall/read/iptables.ts';
import { parseAddress } from '../../src/net/address.ts';

const source = parseAddress('198.51.100.7') ?? assert.fail();

function fate(rules: string, port = 22, protocol: 'tcp' | 'udp' = 'tcp', policy = 'DROP') {
  const text = `*filter\n:INPUT ${policy} [0:0]\n:own - [0:0]\n${rules}\nCOMMIT\n`;
  return fateOf([parseIptables(text, 'ip')], { source, port, protocol }, ['input']);
}

test('fateOf() comes to the policy where no rule asks for the packet', () => {
  assert.equal(fate('-A INPUT -i lo -j ACCEPT'), 'dropped');
  assert.equal(fate('', 22, 'tcp', 'ACCEPT'), 'accepted');
  assert.equal(fate('-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'), 'dropped');
});

test('fateOf() knows ports, protocols and sources, also negated', () => {
  const some = '-A INPUT -p tcp -m multiport --dports 22,6000:6010 -j ACCEPT';
  assert.deepEqual(
    [fate(some), fate(some, 6005), fate(some, 23), fate(some, 22, 'udp')],
    ['accepted', 'accepted', 'dropped', 'dropped'],
  );
  assert.equal(fate('-A INPUT -s 198.51.100.0/24 -j ACCEPT'), 'accepted');
  assert.equal(fate('-A INPUT ! -s 198.51.100.0/24 -j ACCEPT'), 'dropped');
  assert.equal(fate('-A INPUT -p tcp -m tcp ! --dport 23 -m comment --comment "a b" -j ACCEPT'), 'accepted');
});

test('fateOf() follows jumps and returns', () => {
  assert.equal(fate('-A INPUT -j own\n-A own -j RETURN\n-A own -j DROP\n-A INPUT -j ACCEPT'), 'accepted');
  assert.equal(fate('-A INPUT -j own\n-A INPUT -j ACCEPT\n-A own -s 198.51.100.7/32 -j REJECT'), 'dropped');
  assert.equal(fate('-A INPUT -g own\n-A INPUT -j ACCEPT'), 'dropped');
});

test('fateOf() says that it does not know rather than guess', () => {
  assert.equal(fate('-A INPUT -m set --match-set office src -j ACCEPT'), 'unknown');
  assert.equal(fate('-A INPUT -m set --match-set f2b src -j DROP\n-A INPUT -j ACCEPT'), 'unknown');
  assert.equal(fate('-A INPUT -m limit --limit 3/min -j ACCEPT'), 'unknown');
  assert.equal(fate('-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT', 23), 'dropped');
});

test('fateOf() ends where chains jump in a circle', () => {
  assert.equal(fate('-A INPUT -j own\n-A own -j own'), 'unknown');
});

test('fateOf() knows the flags of the first packet', () => {
  const dropping = (flags: string) => fate(`-A INPUT -p tcp -m tcp ${flags} -j DROP`, 22, 'tcp', 'ACCEPT');
  assert.equal(dropping('--tcp-flags FIN,SYN,RST,ACK SYN'), 'dropped');
  assert.equal(dropping('! --tcp-flags FIN,SYN,RST,ACK SYN'), 'accepted');
  assert.equal(dropping('--tcp-flags FIN,SYN FIN,SYN'), 'accepted');
  assert.equal(dropping('--tcp-flags FIN,RST NONE'), 'dropped');
  assert.equal(dropping('--tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE'), 'accepted');
});
