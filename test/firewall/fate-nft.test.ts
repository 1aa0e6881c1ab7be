import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fateOf } from '../../src/firewall/fate.ts';
import { parseNft } from '../../src/firewall/read/nft.ts';
import { parseAddress } from '../../src/net/address.ts';

const at = { family: 'inet', table: 't' };
const chain = (name: string, policy?: string) => ({
  chain: { ...at, name, ...(policy !== undefined && { hook: 'input', policy }) },
});
const rule = (name: string, ...expr: object[]) => ({ rule: { ...at, chain: name, expr } });
const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
const dport = (right: unknown) => match({ payload: { protocol: 'tcp', field: 'dport' } }, right);
const saddr = (right: unknown, protocol = 'ip') => match({ payload: { protocol, field: 'saddr' } }, right);
const banned = {
  set: {
    ...at,
    name: 'addr-set',
    elem: [
      '198.51.100.7',
      { prefix: { addr: '198.51.102.0', len: 24 } },
      { range: ['198.51.104.1', '198.51.104.9'] },
    ],
  },
};

function fate(objects: object[], from = '198.51.100.7', port = 22) {
  const source = parseAddress(from) ?? assert.fail(from);
  return fateOf([parseNft(JSON.stringify({ nftables: objects }))], { source, port, protocol: 'tcp' }, [
    'input',
  ]);
}

test('fateOf() knows the sets that Fail2ban fills, by family', () => {
  const ban = [
    banned,
    chain('c', 'accept'),
    rule('c', match({ meta: { key: 'l4proto' } }, { set: ['tcp', 'udp'] }), saddr('@addr-set'), {
      drop: null,
    }),
  ];
  assert.equal(fate(ban), 'dropped');
  assert.equal(fate(ban, '198.51.102.200'), 'dropped');
  assert.equal(fate(ban, '198.51.104.9'), 'dropped');
  assert.equal(fate(ban, '198.51.104.10'), 'accepted');
  assert.equal(fate(ban, '198.51.100.8'), 'accepted');
  assert.equal(fate(ban, '2001:db8::7'), 'accepted');
});

test('fateOf() knows states, ports and verdict maps of a common ruleset', () => {
  const states = {
    vmap: {
      key: { ct: { key: 'state' } },
      data: {
        set: [
          ['established', { accept: null }],
          ['invalid', { drop: null }],
        ],
      },
    },
  };
  const common = [
    chain('in', 'drop'),
    chain('open'),
    rule('in', states),
    rule('in', match({ meta: { key: 'iifname' } }, 'lo'), { accept: null }),
    rule('in', match({ ct: { key: 'state' } }, 'new', 'in'), { jump: { target: 'open' } }),
    rule('open', dport({ set: [22, { range: [6000, 6010] }] }), { accept: null }),
  ];
  assert.deepEqual(
    [22, 6005, 23].map(port => fate(common, '203.0.113.9', port)),
    ['accepted', 'accepted', 'dropped'],
  );
});

test('fateOf() takes one chain that drops for all, and does not guess', () => {
  assert.equal(fate([chain('a', 'accept'), chain('b', 'drop')]), 'dropped');
  assert.equal(fate([chain('a', 'drop'), rule('a', { limit: { rate: 3 } }, { accept: null })]), 'unknown');
  assert.equal(
    fate([chain('a', 'drop'), rule('a', { xt: { type: 'match', name: 'set' } }, { accept: null })]),
    'unknown',
  );
});

test('fateOf() knows the flags of the first packet, and that it is not sent on', () => {
  const flags = { payload: { protocol: 'tcp', field: 'flags' } };
  const masked = { '&': [flags, ['fin', 'syn', 'rst', 'ack']] };
  const dropping = (...condition: object[]) =>
    fate([chain('c', 'accept'), rule('c', ...condition, { drop: null })]);
  assert.equal(dropping(match(masked, 'syn')), 'dropped');
  assert.equal(dropping(match({ '&': [flags, { '|': ['syn', 'ack'] }] }, 'syn')), 'dropped');
  assert.equal(dropping(match(masked, 'syn', '!=')), 'accepted');
  assert.equal(dropping(match(masked, ['syn', 'ack'])), 'accepted');
  assert.equal(dropping(match(flags, 'syn', 'in')), 'dropped');
  assert.equal(dropping(match(flags, 'ack', 'in')), 'accepted');
  assert.equal(dropping(match({ '&': [flags, ['rst', 'ack']] }, 0)), 'dropped', 'neither is set');
  assert.equal(dropping(match({ ct: { key: 'status' } }, 'dnat', 'in')), 'accepted');
  const type = match({ payload: { protocol: 'icmpv6', field: 'type' } }, 'nd-neighbor-advert');
  assert.equal(dropping(type), 'accepted', 'no packet of TCP');
});
