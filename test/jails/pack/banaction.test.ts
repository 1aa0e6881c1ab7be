import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Banaction } from '../../../src/jails/pack/actions.ts';
import { chooseBanaction, type Firewall } from '../../../src/jails/pack/banaction.ts';

const debian: Firewall = {
  banaction: 'iptables-multiport',
  banactionAllports: 'iptables-allports',
  nft: true,
  ipset: true,
  iptables: true,
  firewalld: false,
  ufw: false,
  ip: true,
  containers: '',
};
const said = (chosen: Banaction | undefined): string | undefined =>
  chosen === undefined ? undefined : chosen.inherit === '' ? chosen.action : `inherit ${chosen.inherit}`;
const choose = (host: Partial<Firewall>, configured = 'auto') => {
  const { verified, unverified } = chooseBanaction(configured, { ...debian, ...host });
  return [said(verified), said(unverified), verified.protocol];
};
const name = (host: Partial<Firewall>, configured = 'auto'): string =>
  (choose(host, configured)[0] ?? '').replace(/\[.*/, '');

test('chooseBanaction() takes the first of the list that works', () => {
  const off = { nft: false, firewalld: false, ufw: false, ipset: false, iptables: false, ip: false };
  const all = { firewalld: true, ufw: true };
  assert.equal(name(all), 'nftables');
  assert.equal(name({ ...all, nft: false }), 'firewallcmd-ipset');
  assert.equal(name({ ...all, nft: false, ipset: false }), 'ufw');
  assert.equal(name({ nft: false }), 'iptables-ipset');
  assert.equal(name({ nft: false, ipset: false }), 'iptables');
  assert.equal(name({ ...off, ipset: true, ip: true }), 'route');
  assert.equal(name(off), 'hostsdeny');
});

test('chooseBanaction() drops every protocol, in the words that each action takes', () => {
  assert.match(choose({})[0] ?? '', /type=custom, rule_match-custom="", blocktype=drop, addr_options=""/);
  assert.equal(choose({ nft: false })[2], 'all');
  assert.equal(choose({ nft: false, ipset: false })[2], 'all');
  assert.equal(choose({ nft: false, firewalld: true })[2], 'all');
});

test('chooseBanaction() catches forwarded traffic where there are containers', () => {
  const containers = 'docker0';
  const [verified, unverified] = choose({ containers });
  for (const text of [verified, unverified])
    assert.match(text ?? '', /table=f2b-portjail, chain_hook=prerouting, chain_priority=-150/);
  for (const ipset of [true, false]) {
    const host = { ...debian, nft: false, ipset, ufw: true, firewalld: true, containers };
    const choice = chooseBanaction('auto', host);
    for (const each of [choice.verified, choice.unverified]) {
      assert.equal(each?.chain, 'PREROUTING');
      assert.match(each?.action ?? '', /^iptables.*lockingopt="-w -t mangle"/);
    }
    assert.match(choice.why, /forwarded traffic too, since there is docker0/);
    assert.equal(choice.uncovered, '');
  }
});

test('chooseBanaction() says when a named action does not see forwarded traffic', () => {
  const uncovered = (configured: string, containers = 'docker0'): string =>
    chooseBanaction(configured, { ...debian, containers }).uncovered;
  assert.equal(uncovered('ufw'), 'docker0');
  assert.equal(uncovered('nftables[type=allports]'), 'docker0');
  assert.equal(uncovered('nftables[type=allports, chain_hook=prerouting]'), '');
  assert.equal(uncovered('route'), '');
  assert.equal(uncovered('ufw', ''), '');
});

test("chooseBanaction() lets the admin's own [DEFAULT] win, but not a distribution's", () => {
  assert.equal(choose({ banactionAllports: 'pf[actiontype=<allports>]' })[0], 'inherit banaction_allports');
  assert.equal(choose({ banaction: 'ufw' })[0], 'inherit default/banaction');
  assert.equal(choose({ banactionAllports: 'firewallcmd-allports' })[2], 'all');
  const shipped = ['nftables', 'nftables-multiport', 'iptables-multiport', 'firewallcmd-rich-rules'];
  for (const banaction of shipped)
    assert.match(
      choose({ banaction, banactionAllports: 'nftables[type=allports]' })[0] ?? '',
      /addr_options/,
    );
});

test("chooseBanaction() takes the config's word over the admin's", () => {
  assert.equal(choose({ banaction: 'ufw' }, 'route')[0], 'route');
  assert.equal(choose({}, 'iptables-allports')[2], 'all');
  assert.equal(choose({}, 'nftables[type=allports]')[2], 'tcp,udp');
  // It names ports, and iptables refuses `-p all` together with them.
  assert.equal(choose({}, 'firewallcmd-ipset')[2], 'tcp');
});

test('chooseBanaction() bans networks by a set or a chain that takes them', () => {
  const prefix = (host: Partial<Firewall>, configured = 'auto') =>
    chooseBanaction(configured, { ...debian, ...host }).prefix;
  for (const host of [{}, { banaction: 'ufw' }, { banaction: 'firewallcmd-ipset' }])
    assert.equal(prefix(host)?.action, 'portjail-prefix');
  for (const named of ['route', 'hostsdeny', 'iptables-ipset', 'nftables[type=allports]'])
    assert.equal(prefix({}, named)?.action, 'portjail-prefix', named);
  assert.equal(
    prefix({ containers: 'docker0' })?.action,
    'portjail-prefix[table=f2b-portjail, chain_hook=prerouting, chain_priority=-150]',
  );
  for (const named of ['iptables', 'iptables-allports', 'iptables[type=allports]'])
    assert.match(prefix({}, named)?.action ?? '', /^iptables\[type=allports/);
  assert.match(prefix({ nft: false })?.action ?? '', /^iptables\[type=allports/);
  assert.equal(prefix({ nft: false, iptables: false }), undefined);
});

test('chooseBanaction() gives the unverified jail what spares our own connections', () => {
  const nftNew = choose({})[1] ?? '';
  assert.match(
    nftNew,
    /^nftables\[type=multiport, .*tcp flags & \(fin\|syn\|rst\|ack\) == syn.*udp ct state new/,
  );
  for (const configured of ['ufw', 'route', 'mine']) assert.equal(choose({}, configured)[1], nftNew);
  assert.equal(choose({ banaction: 'ufw' })[1], nftNew);
  const iptablesNew = /^iptables\[.*rule-jump=".*--syn \|\| echo -m conntrack --ctstate NEW\) -j/;
  assert.match(choose({ nft: false, ipset: false })[1] ?? '', iptablesNew);
  assert.match(choose({ nft: false }, 'route')[1] ?? '', iptablesNew);
  assert.match(
    choose({ nft: false })[1] ?? '',
    /^iptables-ipset\[.*--syn .*--match-set <ipmset> src -j DROP/,
  );
  assert.match(choose({ nft: false, firewalld: true })[1] ?? '', /actiontype="-p all .*--ctstate NEW"/);
});

test('chooseBanaction() finds none that spares them where a route is all there is', () => {
  const none = { nft: false, iptables: false };
  assert.equal(choose(none)[1], undefined);
  assert.equal(choose(none, 'mine')[1], undefined);
  assert.equal(choose(none, 'ufw')[1], 'ufw');
  assert.match(choose(none, 'hostsdeny')[1] ?? '', /^hostsdeny\[actionban=/);
});

test("chooseBanaction() keeps the config's options in the unverified jail", () => {
  const kept = choose({}, 'nftables[type=allports, chain_hook=prerouting, blocktype=drop]')[1] ?? '';
  assert.match(
    kept,
    /^nftables\[chain_hook=prerouting, blocktype=drop, type=multiport, rule_match-multiport="/,
  );
  const custom =
    choose({}, 'nftables[table=mine, type=custom, rule_match-custom="", blocktype=drop]')[1] ?? '';
  assert.match(custom, /^nftables\[table=mine, blocktype=drop, type=multiport, rule_match-multiport="/);
  assert.match(choose({}, 'nftables-allports')[1] ?? '', /^nftables\[type=multiport, /);
  assert.match(
    choose({}, 'iptables-allports[blocktype=DROP]')[1] ?? '',
    /^iptables-allports\[blocktype=DROP, rule-jump=/,
  );
  assert.match(
    choose({}, 'iptables-ipset-proto6-allports')[1] ?? '',
    /^iptables-ipset-proto6-allports\[rule-jump=/,
  );
});
