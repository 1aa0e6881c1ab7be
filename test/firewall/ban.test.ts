import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ban, bansIn, isLate, namesExactly } from '../../src/firewall/ban.ts';
import { parseIptables } from '../../src/firewall/read/iptables.ts';
import { parseNft } from '../../src/firewall/read/nft.ts';
import type { Ruleset } from '../../src/firewall/read/ruleset.ts';
import { parseAddress, parsePrefix } from '../../src/net/address.ts';

const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const banned = '198.51.100.7';
const saved = (rules: string, policies = ':INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]'): Ruleset =>
  parseIptables(`*filter\n${policies}\n:f2b - [0:0]\n${rules}\nCOMMIT\n`, 'ip');
const closed = ':INPUT DROP [0:0]\n:FORWARD DROP [0:0]';
const ban = (rules: Ruleset, host = banned): Ban => bansIn([rules])(address(host));

const drop = `-A INPUT -j f2b\n-A f2b -s ${banned}/32 -j REJECT`;

test('bansIn() wants packets to be dropped, not an address to stand somewhere', () => {
  assert.equal(ban(saved(drop)), 'in force');
  assert.equal(ban(saved(drop), '198.51.100.8'), 'absent');
  assert.equal(ban(saved(`-A f2b -s ${banned}/32 -j DROP`)), 'absent', 'no jump leads there');
  assert.equal(ban(saved(`-A INPUT -s ${banned}/32 -j ACCEPT`)), 'absent');
  assert.equal(ban(saved(`-A INPUT -j LOG --log-prefix "${banned}"`)), 'absent');
  assert.equal(ban(saved(`-A INPUT -d ${banned}/32 -j DROP`)), 'absent');
  assert.equal(ban(saved(`-A OUTPUT -s ${banned}/32 -j DROP`)), 'absent');
});

test('bansIn() takes a host that is let in where strangers are kept out for no ban', () => {
  const open = '-A INPUT -p tcp --dport 22 -j ACCEPT';
  assert.equal(ban(saved(open, closed)), 'absent');
  assert.equal(ban(saved(`-A INPUT -s ${banned}/32 -j DROP\n${open}`, closed)), 'in force');
  assert.equal(ban(saved('', closed)), 'in force', 'nobody comes in');
});

test('bansIn() knows a ban of some ports, of UDP, and of what is sent on', () => {
  assert.equal(ban(saved(`-A INPUT -p tcp --dport 80 -j f2b\n${drop.split('\n')[1]}`)), 'in force');
  assert.equal(ban(saved(`-A INPUT -s ${banned}/32 -p udp -j DROP`)), 'in force');
  assert.equal(ban(saved(`-A FORWARD -s ${banned}/32 -j DROP`)), 'onward', 'this host stays open');
  assert.equal(ban(saved(`-A FORWARD -s ${banned}/32 -j DROP`, closed)), 'in force', 'nobody comes in');
  assert.equal(ban(saved(`-A FORWARD -s ${banned}/32 -j ACCEPT`, ':FORWARD DROP [0:0]')), 'absent');
});

test('bansIn() tells a ban that comes too late, and what it cannot tell', () => {
  assert.equal(ban(saved(`-A INPUT -j ACCEPT\n${drop}`)), 'late');
  assert.equal(ban(saved(`-A INPUT -p tcp --dport 22 -j ACCEPT\n${drop}`, closed)), 'late', 'as with ufw');
  assert.equal(ban(saved(`-A INPUT -m mark --mark 0x1 -j ACCEPT\n${drop}`)), 'unknown');
  assert.equal(ban(saved('-A INPUT -m set --match-set f2b src -j DROP')), 'unknown');
  assert.equal(ban(saved(`${drop}\n-A INPUT -m mark --mark 0x1 -j ACCEPT`)), 'in force');
  assert.equal(ban(saved('-A INPUT -m mark --mark 0x1 -j DROP')), 'absent', 'a rule that names nobody');
});

test('isLate() blames a rule before the ban, and it alone', () => {
  const late = (rules: string, port = 22): boolean =>
    isLate([saved(rules)], { source: address(banned), protocol: 'tcp', port });
  const ssh = '-A INPUT -p tcp --dport 22 -j ACCEPT';
  assert.deepEqual([late(`${ssh}\n${drop}`), late(`${ssh}\n${drop}`, 23), late(drop)], [true, false, false]);
  assert.equal(late(`-A INPUT -p tcp --dport 80 -s ${banned}/32 -j DROP`), false, 'a ban of another port');
});

test('bansIn() reads the sets of nft by family, and the bans of each hook', () => {
  const at = { family: 'inet', table: 'f2b' };
  const rules = (hook: string, elem: unknown[]) => [
    { set: { ...at, name: 's', elem } },
    { chain: { ...at, name: 'c', type: 'filter', hook, policy: 'accept' } },
    {
      rule: {
        ...at,
        chain: 'c',
        expr: [
          { match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: '@s' } },
          { drop: null },
        ],
      },
    },
  ];
  const of = (hook: string, ...elem: unknown[]): Ruleset =>
    parseNft(JSON.stringify({ nftables: rules(hook, elem) }));
  const timed = { elem: { val: banned, timeout: 600 } };
  for (const hook of ['input', 'prerouting']) assert.equal(ban(of(hook, timed)), 'in force', hook);
  assert.equal(ban(of('forward', timed)), 'onward');
  assert.equal(ban(of('output', timed)), 'absent');
  assert.equal(ban(of('input')), 'absent');
  assert.equal(ban(of('input', timed), '2001:db8::7'), 'absent');
});

test('bansIn() stays quick for thousands of bans, each a rule', () => {
  const hosts = Array.from({ length: 5000 }, (_, i) => `10.${i >> 8}.${i & 255}.1`);
  const ask = bansIn([saved(hosts.map(host => `-A INPUT -s ${host}/32 -j DROP`).join('\n'))]);
  assert.ok(hosts.every(host => ask(address(host)) === 'in force'));
  assert.equal(ask(address('10.0.0.2')), 'absent');
});

test('namesExactly() wants just this host or network', () => {
  const names = (text: string): boolean =>
    namesExactly(
      [saved(`-A INPUT -s ${banned}/32 -j DROP\n-A INPUT -s 203.0.113.0/24 -j DROP`)],
      parsePrefix(text) ?? assert.fail(text),
    );
  assert.deepEqual([banned, '203.0.113.0/24', '203.0.113.7', '198.51.100.0/24'].map(names), [
    true,
    true,
    false,
    false,
  ]);
});
