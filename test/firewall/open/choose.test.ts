import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseTools, type Found, iptablesPlaces, nftTargets } from '../../../src/firewall/open/choose.ts';
import type { Said } from '../../../src/firewall/read/here.ts';
import { parseIptables } from '../../../src/firewall/read/iptables.ts';
import { parseNft } from '../../../src/firewall/read/nft.ts';

const nothing: Found = { firewalld: false, ufw: false, said: [], usual: 'nft' };
const nftOf = (table: string, policy = 'drop'): Said => ({
  program: 'nft',
  rules: parseNft(
    JSON.stringify({
      nftables: [{ chain: { family: 'inet', table, name: 'in', type: 'filter', hook: 'input', policy } }],
    }),
  ),
});
const saved = (policy: string, variant: 'nft' | 'legacy' = 'nft', family: 'ip' | 'ip6' = 'ip'): Said => ({
  program: `${family}-${variant}`,
  variant,
  family,
  rules: parseIptables(`*filter\n:INPUT ${policy} [0:0]\n-A INPUT -p tcp -j f2b-sshd\nCOMMIT\n`, family),
});
const [closed, open] = [saved('DROP'), saved('ACCEPT')];
const closed6 = saved('DROP', 'nft', 'ip6');
const chosen = (said: Said[], found: Partial<Found> = {}): string[] =>
  chooseTools({ ...nothing, said, ...found }).map(({ tool }) => tool);

test('chooseTools() takes each firewall that drops, and the one that a manager keeps only through it', () => {
  assert.deepEqual(chosen([nftOf('mine')]), ['nft']);
  assert.deepEqual(chosen([nftOf('mine'), closed]), ['nft', 'iptables']);
  assert.deepEqual(chosen([nftOf('mine', 'accept'), closed6]), ['iptables']);
  assert.deepEqual(chosen([closed], { ufw: true }), ['ufw']);
  assert.deepEqual(chosen([nftOf('firewalld'), closed], { firewalld: true }), ['firewalld']);
  assert.deepEqual(chosen([nftOf('mine')], { firewalld: true }), ['firewalld', 'nft']);
});

test('chooseTools() falls back to what is there, and says so', () => {
  assert.deepEqual(chosen([nftOf('mine', 'accept'), open]), ['nft']);
  assert.deepEqual(chosen([open]), ['iptables']);
  const [choice] = chooseTools(nothing);
  assert.equal(choice?.tool, 'nft');
  assert.match(choice?.why ?? '', /cannot be read \(nft is not installed\)/);
});

test('nftTargets() takes the usual chain where none is known, and says so', () => {
  assert.deepEqual(nftTargets({ ...nothing, said: [nftOf('mine')] }), {
    chains: [{ family: 'inet', table: 'mine', name: 'in' }],
    notes: [],
  });
  const refused = { program: 'nft', rules: new Error('must be root') };
  const { chains, notes } = nftTargets({ ...nothing, said: [refused] });
  assert.deepEqual(chains, [{ family: 'inet', table: 'filter', name: 'input' }]);
  assert.match(
    notes.join(),
    /cannot be read here \(must be root\).*chain inet filter input is the usual one/,
  );
});

test('iptablesPlaces() looks at each family on its own', () => {
  assert.deepEqual(iptablesPlaces({ ...nothing, said: [closed] }), [
    { program: 'iptables', position: 2 },
    { program: 'ip6tables', position: 1 },
  ]);
});

test('iptablesPlaces() names the iptables that turns packets away, whichever is the usual one', () => {
  const programs = (said: Said[], found: Partial<Found> = {}) =>
    iptablesPlaces({ ...nothing, said, ...found }).map(({ program }) => program);
  const legacy = saved('DROP', 'legacy');
  assert.deepEqual(programs([open, legacy]), ['iptables-legacy', 'ip6tables-legacy']);
  assert.deepEqual(programs([open, legacy], { usual: 'legacy' }), ['iptables', 'ip6tables']);
  assert.deepEqual(programs([closed, legacy]), [
    ...['iptables', 'ip6tables', 'iptables-legacy', 'ip6tables-legacy'],
  ]);
  assert.deepEqual(chosen([open, legacy]), ['iptables']);
  assert.deepEqual(chosen([closed, legacy], { ufw: true }), ['ufw', 'iptables']);
});
