import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Listed } from '../../../src/detect/spare/hosts/sources.ts';
import { ownSide } from '../../../src/detect/spare/own.ts';
import { protectedText } from '../../../src/detect/spare/protected-text.ts';
import { parsePrefix } from '../../../src/net/address.ts';
import { prefixSet } from '../../../src/net/prefix-set.ts';
import { address } from '../helpers.ts';

const nobody = prefixSet([]);
const own = ownSide({}, ['127.0.0.1', '::1', '192.0.2.10', 'fe80::1'].map(address));
const prefixes = ['192.0.2.1', '192.0.2.2'].flatMap(text => parsePrefix(text) ?? []);

function text(counts: Partial<Record<Listed, number>>, names: readonly ('own' | 'connected')[]): string {
  const lists = new Map(Object.entries(counts).map(([name, n]) => [name as Listed, prefixes.slice(0, n)]));
  const isConnected = names.includes('connected') ? () => false : undefined;
  const spared = { own: nobody, hosts: nobody, isConnected };
  const protectedHosts = { hosts: nobody, lists };
  return protectedText({ own, protectedHosts, gap: undefined, spared }, names.includes('own'));
}

test('protectedText() counts each kind of host, and loopback as none', () => {
  assert.equal(
    text({ gateways: 1, resolvers: 2, ssh: 1, time: 0 }, ['own', 'connected']),
    'protected: 2 own addresses, 1 gateway, 2 resolvers, 1 SSH session; from packet evidence also who is connected or was served lately',
  );
  assert.equal(text({ dhcp: 1 }, []), 'protected: 1 DHCP server');
});

test('protectedText() says so when nobody is protected', () => {
  assert.equal(text({}, []), 'protected: no host');
});
