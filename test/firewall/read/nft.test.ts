import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fate, fateOf } from '../../../src/firewall/fate.ts';
import { parseNft } from '../../../src/firewall/read/nft.ts';
import { parseAddress } from '../../../src/net/address.ts';

const at = { family: 'inet', table: 't', chain: 'c' };
const base = { ...at, name: 'c', type: 'filter', hook: 'input', policy: 'accept' };
const field = (protocol: string, name: string) => ({ payload: { protocol, field: name } });
const match = (left: object, op: string, right: unknown) => ({ match: { left, op, right } });

/** What becomes of a packet where what matches is dropped. */
function fate(expr: object[], source = '198.51.100.7', port = 22): Fate {
  const rules = parseNft(
    JSON.stringify({ nftables: [{ chain: base }, { rule: { ...at, expr: [...expr, { drop: null }] } }] }),
  );
  const packet = { source: parseAddress(source) ?? assert.fail(source), protocol: 'tcp', port } as const;
  return fateOf([rules], packet, ['input']);
}

test('parseNft() knows every comparison of a port', () => {
  const dport = (op: string, right: unknown) =>
    [21, 22, 23].map(
      port => fate([match(field('tcp', 'dport'), op, right)], '192.0.2.1', port) === 'dropped',
    );
  assert.deepEqual(dport('==', 22), [false, true, false]);
  assert.deepEqual(dport('!=', 22), [true, false, true]);
  assert.deepEqual(dport('<', 22), [true, false, false]);
  assert.deepEqual(dport('<=', 22), [true, true, false]);
  assert.deepEqual(dport('>', 22), [false, false, true]);
  assert.deepEqual(dport('>=', 22), [false, true, true]);
  assert.deepEqual(dport('==', { set: [21, { range: [23, 24] }] }), [true, false, true]);
});

test('parseNft() keeps a field of one family to it, negated too', () => {
  const other = [match(field('ip', 'saddr'), '!=', '198.51.100.7')];
  assert.deepEqual(
    ['198.51.100.7', '198.51.100.8', '2001:db8::7'].map(source => fate(other, source)),
    ['accepted', 'dropped', 'accepted'],
  );
});

test('parseNft() takes no condition that it does not know for one that holds', () => {
  assert.equal(fate([match({ meta: { key: 'mark' } }, '==', 7)]), 'unknown');
  assert.equal(fate([{ limit: { rate: 3 } }]), 'unknown');
  assert.equal(fate([{ 'something new': {} }]), 'unknown');
  assert.equal(fate([match(field('ip', 'saddr'), '==', '@gone')]), 'unknown');
  assert.equal(fate([{ counter: {} }, { log: {} }]), 'dropped');
  const pair = { concat: [field('ip', 'saddr'), field('tcp', 'dport')] };
  const both = (port: number) => [match(pair, '==', { set: [{ concat: ['198.51.100.7', port] }] })];
  assert.deepEqual([fate(both(22)), fate(both(23))], ['unknown', 'accepted']);
  assert.equal(fate([match({ fib: { result: 'type', flags: ['daddr'] } }, '==', 'local')]), 'dropped');
});

test('parseNft() takes any value where a name is wanted', () => {
  const odd = { toString: 1, valueOf: 1 };
  const fib = { fib: { flags: ['daddr', odd], result: odd } };
  const rule = { ...at, expr: [match(fib, '==', 'local'), { drop: null }] };
  const objects = [{ chain: base }, { rule }, { set: { ...at, name: 's', elem: [] } }];
  for (const [i, object] of objects.entries())
    for (const key of ['family', 'table', 'name', 'type', 'chain']) {
      const [[kind, fields] = ['', {}]] = Object.entries(object);
      const changed = objects.map((other, j) => (i === j ? { [kind]: { ...fields, [key]: odd } } : other));
      assert.doesNotThrow(() => parseNft(JSON.stringify({ nftables: changed })), `${key} of a ${kind}`);
    }
});

test('parseNft() takes no number for a port that is none', () => {
  for (const odd of ['1e999', '-1', '0.5', '65536', '{"range":[1,1e999]}'])
    assert.deepEqual(
      [
        ...parseNft(
          JSON.stringify({
            nftables: [
              { rule: { ...at, expr: [match(field('tcp', 'dport'), '==', 7), { redirect: null }] } },
            ],
          }).replace('7', odd),
        ).chains.values(),
      ]
        .flat()
        .map(({ conditions }) => conditions.at(-1)?.field),
      ['unknown'],
      odd,
    );
});
