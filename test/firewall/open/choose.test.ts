import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseTools, type Found, iptablesPositions, nftTargets } from '../../../src/firewall/open/choose.ts';

const gone = new Error('is not installed');
const nothing: Found = { firewalld: false, ufw: false, nft: gone, iptables: gone, ip6tables: gone };
const nftOf = (table: string, policy = 'drop'): string =>
  JSON.stringify({
    nftables: [{ chain: { family: 'inet', table, name: 'in', type: 'filter', hook: 'input', policy } }],
  });
const closed = '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -j f2b-sshd\nCOMMIT\n';
const open = '*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n';
const chosen = (found: Partial<Found>): string[] =>
  chooseTools({ ...nothing, ...found }).map(({ tool }) => tool);

test('chooseTools() takes each firewall that drops, and the one that a manager keeps only through it', () => {
  assert.deepEqual(chosen({ nft: nftOf('mine') }), ['nft']);
  assert.deepEqual(chosen({ nft: nftOf('mine'), iptables: closed }), ['nft', 'iptables']);
  assert.deepEqual(chosen({ nft: nftOf('mine', 'accept'), ip6tables: closed }), ['iptables']);
  assert.deepEqual(chosen({ ufw: true, iptables: closed }), ['ufw']);
  assert.deepEqual(chosen({ firewalld: true, nft: nftOf('firewalld'), iptables: closed }), ['firewalld']);
  assert.deepEqual(chosen({ firewalld: true, nft: nftOf('mine') }), ['firewalld', 'nft']);
});

test('chooseTools() falls back to what is there, and says so', () => {
  assert.deepEqual(chosen({ nft: nftOf('mine', 'accept'), iptables: open }), ['nft']);
  assert.deepEqual(chosen({ iptables: open }), ['iptables']);
  const [choice] = chooseTools(nothing);
  assert.equal(choice?.tool, 'nft');
  assert.match(choice?.why ?? '', /cannot be read \(is not installed\)/);
});

test('nftTargets() takes the usual chain where none is known, and says so', () => {
  assert.deepEqual(nftTargets({ ...nothing, nft: nftOf('mine') }), {
    chains: [{ family: 'inet', table: 'mine', name: 'in' }],
    notes: [],
  });
  const { chains, notes } = nftTargets(nothing);
  assert.deepEqual(chains, [{ family: 'inet', table: 'filter', name: 'input' }]);
  assert.match(notes.join(), /cannot be read here .*chain inet filter input is the usual one/);
});

test('iptablesPositions() looks at each family on its own', () => {
  assert.deepEqual(iptablesPositions({ ...nothing, iptables: closed }), { iptables: 2, ip6tables: 1 });
});
