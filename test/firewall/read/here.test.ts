import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ranAside, readable, readRules, saidBy } from '../../../src/firewall/read/here.ts';

const missing = { code: 127, out: '', err: '' };
const rule = (...expr: object[]) => ({ rule: { family: 'ip', table: 'filter', chain: 'INPUT', expr } });
const base = { family: 'ip', table: 'filter', name: 'INPUT', type: 'filter', hook: 'input', policy: 'drop' };
const mine = { ...base, name: 'mine' };
const native = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'tcp' } };
const xt = { xt: { type: 'match', name: 'set' } };
const nft = JSON.stringify({
  nftables: [{ chain: base }, { chain: mine }, rule(native, { accept: null }), rule(xt, { drop: null })],
});
const save =
  '*filter\n:INPUT DROP [0:0]\n-A INPUT -j ACCEPT\n-A INPUT -m set --match-set f2b src -j DROP\nCOMMIT\n';
const ipset = 'create f2b hash:ip family inet\nadd f2b 198.51.100.7\n';
const running = (texts: Record<string, string>) => (program: string) => {
  const out = texts[program];
  return out === undefined ? missing : { code: 0, out, err: '' };
};
const said = (texts: Record<string, string>): string[] =>
  readable(readRules(running(texts))).flatMap(({ chains, bases }) => [
    ...bases.map(({ chain }) => chain),
    ...[...chains.values()]
      .flat()
      .map(({ conditions, end }) => [...conditions.map(one => one.field), end.kind].join(' ')),
  ]);
const [ofNft, ofSave] = [['ip filter INPUT', 'ip filter mine'], ['ip filter INPUT']];

test('readable() has each rule once, in the form that spells it out', () => {
  assert.deepEqual(said({ nft }), [...ofNft, 'protocol accept', 'unknown drop']);
  assert.deepEqual(
    said({ nft, 'iptables-nft-save': save, 'iptables-save': save }),
    [...ofNft, 'protocol accept', 'source drop'],
    'iptables-nft-save leaves out what it does not know of a rule of nft',
  );
  assert.deepEqual(said({ 'iptables-nft-save': save, 'iptables-save': save }), [
    ...[...ofSave, 'accept', 'source drop'],
  ]);
  assert.deepEqual(said({ 'iptables-save': save }), [...ofSave, 'accept', 'source drop']);
});

test('readable() has the tables of iptables-legacy beside those of nft, whose names they share', () => {
  assert.deepEqual(said({ nft, 'iptables-legacy-save': save }), [
    ...[...ofNft, 'protocol accept', 'unknown drop'],
    ...[...ofSave, 'accept', 'source drop'],
  ]);
});

test('readRules() asks ipset for the sets that rules name', () => {
  const sources = (texts: Record<string, string>) =>
    readable(readRules(running(texts))).flatMap(({ chains }) =>
      [...chains.values()]
        .flat()
        .flatMap(({ conditions }) =>
          conditions.flatMap(one => (one.field === 'source' ? [one.values.prefixes().length] : [])),
        ),
    );
  assert.deepEqual(sources({ 'iptables-nft-save': save, ipset }), [1]);
  assert.deepEqual(sources({ 'iptables-nft-save': save }), [0]);
});

test('saidBy() says why a program could not be asked, and nothing of one that is not there', async () => {
  const ran = await ranAside(async program =>
    program === 'nft' ? { code: 1, out: '', err: 'must be root\n' } : missing,
  );
  assert.deepEqual(
    saidBy(ran).map(({ program, rules }) => [program, rules instanceof Error && rules.message]),
    [['nft', 'must be root']],
  );
});
