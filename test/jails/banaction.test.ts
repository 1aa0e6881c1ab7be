import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Banaction, chooseBanaction, type Firewall } from '../../src/jails/banaction.ts';

const debian: Firewall = {
  banaction: 'iptables-multiport',
  banactionAllports: 'iptables-allports',
  nft: true,
  ipset: true,
  iptables: true,
  firewalld: false,
};
const said = (chosen: Banaction | undefined): string | undefined =>
  chosen === undefined ? undefined : chosen.inherit === '' ? chosen.action : `inherit ${chosen.inherit}`;
const choose = (host: Partial<Firewall>, configured = 'auto') => {
  const { verified, unverified } = chooseBanaction(configured, { ...debian, ...host });
  return [said(verified), said(unverified), verified.protocol];
};
const nftNew = 'nftables[type=custom, rule_match-custom="ct state new", blocktype=drop, addr_options=""]';

test('chooseBanaction() takes nft, then what else is there', () => {
  assert.match(choose({})[0] ?? '', /^nftables\[type=allports/);
  assert.match(choose({ nft: false })[0] ?? '', /^iptables-ipset/);
  assert.match(choose({ nft: false, ipset: false })[0] ?? '', /^iptables\[/);
  assert.deepEqual(choose({ nft: false, ipset: false, iptables: false }), ['route', undefined, 'tcp,udp']);
});

test('chooseBanaction() names no list of protocols where firewalld runs without nft', () => {
  const [action, , protocol] = choose({ nft: false, firewalld: true });
  assert.match(action ?? '', /^firewallcmd-ipset/);
  assert.equal(protocol, 'all');
});

test("chooseBanaction() lets the admin's own [DEFAULT] win, but not a distribution's", () => {
  assert.equal(choose({ banactionAllports: 'pf[actiontype=<allports>]' })[0], 'inherit banaction_allports');
  assert.equal(choose({ banaction: 'ufw' })[0], 'inherit default/banaction');
  assert.equal(choose({ banactionAllports: 'firewallcmd-allports' })[2], 'all');
  for (const banaction of ['nftables', 'nftables-multiport', 'iptables-multiport'])
    assert.match(
      choose({ banaction, banactionAllports: 'nftables[type=allports]' })[0] ?? '',
      /addr_options/,
    );
});

test("chooseBanaction() takes the config's word over the admin's", () => {
  assert.equal(choose({ banaction: 'ufw' }, 'route')[0], 'route');
  assert.equal(choose({}, 'firewallcmd-ipset')[2], 'all');
});

test('chooseBanaction() gives the unverified jail what spares our own connections', () => {
  assert.equal(choose({})[1], nftNew);
  assert.equal(choose({ banaction: 'ufw' })[1], nftNew);
  assert.equal(choose({}, 'route')[1], nftNew);
  assert.match(choose({ nft: false })[1] ?? '', /rule-jump="-m conntrack --ctstate NEW/);
  assert.equal(choose({ nft: false, iptables: false, banaction: 'ufw' })[1], undefined);
});

test("chooseBanaction() keeps the config's options in the unverified jail", () => {
  assert.equal(
    choose({}, 'nftables[type=allports, chain_hook=prerouting, blocktype=drop]')[1],
    'nftables[chain_hook=prerouting, blocktype=drop, type=custom, rule_match-custom="ct state new"]',
  );
  assert.equal(choose({}, 'nftables')[1], 'nftables[type=custom, rule_match-custom="ct state new"]');
});
