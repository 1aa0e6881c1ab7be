import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closedOfNft } from '../../src/firewall/closed.ts';
import { parseNft } from '../../src/firewall/read/nft.ts';

const chain = (table: string, more: object = {}, family = 'inet') => ({
  chain: { family, table, name: 'input', type: 'filter', hook: 'input', policy: 'accept', ...more },
});
const rule = (expr: object[], name = 'input', table = 't') => ({
  rule: { family: 'inet', table, chain: name, expr },
});
const onInterface = { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } };
const fromSource = {
  match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: '@bans' },
};
const invalid = { match: { op: 'in', left: { ct: { key: 'state' } }, right: 'invalid' } };
const names = (...objects: object[]): string[] =>
  closedOfNft(parseNft(JSON.stringify({ nftables: objects }))).map(
    ({ family, table, name }) => `${family} ${table} ${name}`,
  );

test('closedOfNft() finds the chains that drop by policy, of every family', () => {
  const drop = { policy: 'drop' };
  assert.deepEqual(
    names(
      chain('a', drop),
      chain('b', drop, 'ip'),
      chain('c', drop, 'ip6'),
      chain('d'),
      chain('e', drop, 'bridge'),
    ),
    ['inet a input', 'ip b input', 'ip6 c input'],
  );
  assert.deepEqual(names(chain('a', { ...drop, hook: 'forward' }), chain('b', { ...drop, type: 'nat' })), []);
});

test('closedOfNft() finds the chains that a rule closes, by itself or where it jumps', () => {
  assert.deepEqual(names(chain('t'), rule([{ counter: {} }, { reject: null }])), ['inet t input']);
  assert.deepEqual(names(chain('t'), rule([onInterface, { drop: null }])), ['inet t input']);
  assert.deepEqual(
    names(chain('t'), rule([onInterface, { jump: { target: 'wan' } }]), rule([{ drop: null }], 'wan')),
    ['inet t input'],
  );
  assert.deepEqual(
    names(chain('t'), rule([{ jump: { target: 'a' } }]), rule([{ goto: { target: 'input' } }], 'a')),
    [],
    'jumps in a circle end',
  );
});

test('closedOfNft() leaves chains alone that only drop some: bans, broken packets', () => {
  assert.deepEqual(
    names(chain('t'), rule([fromSource, { reject: null }]), rule([invalid, { drop: null }])),
    [],
  );
});

test('closedOfNft() leaves out what iptables keeps, and names that a shell would not take as they are', () => {
  const drop = { policy: 'drop' };
  assert.deepEqual(names(chain('filter', { ...drop, name: 'INPUT' }, 'ip')), []);
  assert.deepEqual(names(chain('filter', { ...drop, name: 'INPUT' })), ['inet filter INPUT']);
  assert.deepEqual(names(chain('a;reboot', drop), chain('b', { ...drop, name: '$(id)' })), []);
});
