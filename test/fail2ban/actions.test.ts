import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { newOnlyOf, protocolOf, rowOf, seesForwarded } from '../../src/fail2ban/actions.ts';

const folder = '/etc/fail2ban/action.d';
const skip = existsSync(folder) ? false : 'needs Fail2ban: apt install fail2ban';

test('rowOf() knows every action of Fail2ban for the firewalls that it knows, and no other', { skip }, () => {
  const names = readdirSync(folder)
    .filter(name => name.endsWith('.conf') && !/common|log/.test(name))
    .map(name => name.replace(/\.conf$/, ''));
  for (const name of names)
    assert.equal(
      rowOf(name) !== undefined,
      /^(?:nftables|iptables|firewallcmd|ufw$|route$|hostsdeny$)/.test(name),
      name,
    );
});

test('rowOf() minds the name alone', () => {
  assert.deepEqual(rowOf('nftables[type=custom, rule_match-custom=""]')?.tools, ['nft']);
  assert.deepEqual(rowOf('iptables-ipset[type=allports]')?.tools, ['ipset', 'iptables']);
  for (const none of ['', 'mine', 'mine[ufw]', 'nftables2', 'pf']) assert.equal(rowOf(none), undefined, none);
});

test('protocolOf() and seesForwarded() judge the options, of an unknown action too', () => {
  for (const [action, protocol] of [
    ['firewallcmd-rich-rules', 'tcp'],
    ['firewallcmd-allports', 'all'],
    ['iptables[type=allports]', 'all'],
    ['nftables[type=allports]', 'tcp,udp'],
    ['mine-allports', 'tcp,udp'],
  ] as const)
    assert.equal(protocolOf(action), protocol, action);
  for (const action of ['route', 'nftables[chain_hook=prerouting]', 'mine[chain="PREROUTING"]'])
    assert.ok(seesForwarded(action), action);
  for (const action of ['ufw', 'nftables', 'mine', 'ufw[comment=prerouting]'])
    assert.ok(!seesForwarded(action), action);
});

test('newOnlyOf() keeps the other options, quoted commas too', () => {
  assert.match(
    newOnlyOf('nftables[type=custom, rule_match-custom="a, b", table="x, y", blocktype=drop]')?.action ?? '',
    /^nftables\[table="x, y", blocktype=drop, type=multiport, rule_match-multiport="[^"]*"\]$/,
  );
  assert.deepEqual(newOnlyOf('firewallcmd-ipset[actiontype=<allports>]'), {
    action: 'firewallcmd-ipset[actiontype="-p all -m conntrack --ctstate NEW"]',
    protocol: 'all',
  });
  for (const none of ['ufw', 'route', 'mine', 'iptables-new', 'portjail-prefix'])
    assert.equal(newOnlyOf(none), undefined, none);
});
