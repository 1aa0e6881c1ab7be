import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { portsOfLandings } from '../../src/firewall/landings.ts';
import { parseIptables } from '../../src/firewall/read/iptables.ts';
import { parseNft } from '../../src/firewall/read/nft.ts';
import type { Ruleset } from '../../src/firewall/read/ruleset.ts';
import { redirectionsOf } from '../../src/firewall/redirections.ts';
import { formatAddress } from '../../src/net/address.ts';

/** Which ports are left alone, on a host with these addresses. */
const left = (rules: Ruleset, ...own: string[]): { tcp: number[]; udp: number[] } => {
  const { landings } = redirectionsOf(rules);
  const ports = (protocol: 'tcp' | 'udp'): number[] =>
    [...portsOfLandings(landings, protocol, address => own.includes(formatAddress(address)))].sort(
      (a, b) => a - b,
    );
  return { tcp: ports('tcp'), udp: ports('udp') };
};

const saved = (...rules: string[]): Ruleset =>
  parseIptables(
    ['*nat', ':PREROUTING ACCEPT [0:0]', ...rules.map(rule => `-A PREROUTING ${rule}`), 'COMMIT'].join('\n'),
    'ip',
  );

const cases: readonly (readonly [rule: string, tcp: number[], udp?: number[]])[] = [
  ['-p tcp --dport 80 -j REDIRECT --to-ports 8080', [80, 8080]],
  ['-p tcp --dport 80 -j REDIRECT --to-ports 8080-8082', [80, 8080, 8081, 8082]],
  ['-p udp --dport 53 -j REDIRECT', [], [53]],
  ['-p tcp --dport 80 -j TPROXY --on-port 3129 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1', [80, 3129]],
  ['-p tcp --dport 15432 -j DNAT --to-destination 172.17.0.2:5432', [15_432]],
  ['-p tcp --dport 15432 -j DNAT --to-destination 192.0.2.10:5432', [5432, 15_432]],
  ['-p tcp --dport 5432 -j DNAT --to-destination 172.17.0.2', [5432]],
  ['-d 192.0.2.99 -p tcp --dport 5432 -j DNAT --to-destination 172.17.0.2:5432', []],
  ['-d 192.0.2.99 -p tcp --dport 22 -j DNAT --to-destination 192.0.2.10', [22]],
  ['-p tcp ! --dport 22 -j REDIRECT --to-ports 9040', [9040]],
  ['-p tcp -j REDIRECT --to-ports 9040', [9040]],
  ['-p tcp ! --dport 22 -j DNAT --to-destination 172.17.0.2', []],
];

for (const [rule, tcp, udp = []] of cases)
  test(`portsOfLandings() has ${[...tcp, ...udp].join(' ') || 'none'} for ${rule}`, () => {
    assert.deepEqual(left(saved(rule), '192.0.2.10'), { tcp, udp });
  });

test('portsOfLandings() reads the IPv6 form of an address and port', () => {
  const rules = parseIptables(
    '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8443 -j DNAT --to-destination [2001:db8::2]:443\nCOMMIT',
    'ip6',
  );
  assert.deepEqual(left(rules).tcp, [8443]);
  assert.deepEqual(left(rules, '2001:db8::2').tcp, [443, 8443]);
});

test('portsOfLandings() reads what nft prints: addresses with ports, redirects, maps', () => {
  const { tcp, udp } = left(parseNft(readFileSync('test/firewall/rulesets/nft.json', 'utf8')), '172.17.0.2');
  // Of 172.17.0.2:80, of redirects to 8081, 9999 and 6969, and of what is redirected everywhere.
  assert.deepEqual(
    [80, 81, 8080, 8081, 9999, 443].map(port => tcp.includes(port)),
    [true, true, true, true, true, false],
  );
  assert.deepEqual(
    [69, 6969, 53, 1].map(port => udp.includes(port)),
    [true, true, true, false],
  );
});
