import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseWithoutTools } from '../../../src/jails/install/tools.ts';
import { action, ipset, nftables, route } from '../../../src/jails/pack/actions.ts';
import type { Ran } from '../../../src/util/program.ts';

const fine = { code: 0, out: '', err: '' };
const missing = { code: 127, out: '', err: '' };
const only =
  (...programs: string[]) =>
  (program: string): Ran =>
    programs.includes(program) ? fine : missing;
const named = (text: string) => ({ verified: action(text), unverified: undefined });

test('refuseWithoutTools() names the program that an action lacks, and the fix', () => {
  assert.throws(
    () => refuseWithoutTools(nftables(false), only()),
    /nftables\[.*runs nft, which is not installed.*apt install nftables.*jails\.banaction/,
  );
  assert.throws(
    () => refuseWithoutTools(ipset(false), only('iptables')),
    /runs ipset, which is not installed/,
  );
  assert.throws(() => refuseWithoutTools(route, only()), /apt install iproute2/);
  assert.throws(() => refuseWithoutTools(named('firewallcmd-ipset'), only('ipset')), /runs firewall-cmd/);
  refuseWithoutTools(ipset(true), only('iptables', 'ipset'));
  refuseWithoutTools(named('mine'), only());
});

test("refuseWithoutTools() names the admin's option where that is what was chosen", () => {
  const inherited = { ...action('ufw'), inherit: 'default/banaction' } as const;
  assert.throws(
    () => refuseWithoutTools({ verified: inherited, unverified: undefined }, only()),
    /Fail2ban's own banaction, ufw, runs ufw/,
  );
});

test('refuseWithoutTools() looks at the unverified jail too', () => {
  const mixed = { verified: action('mine'), unverified: nftables(false).unverified };
  assert.throws(() => refuseWithoutTools(mixed, only()), /runs nft/);
});

test('refuseWithoutTools() tells a tool that fails from one that is missing', () => {
  const refused = { code: 1, out: '', err: 'Operation not permitted (you must be root)\nmore' };
  assert.throws(
    () => refuseWithoutTools(nftables(false), () => refused),
    /nft, which does not work here: "Operation not permitted \(you must be root\)"/,
  );
});

test('refuseWithoutTools() takes no inactive ufw for one that works', () => {
  const inactive = () => ({ ...fine, out: 'Status: inactive\n' });
  assert.throws(() => refuseWithoutTools(named('ufw'), inactive), /"Status: inactive"/);
});
