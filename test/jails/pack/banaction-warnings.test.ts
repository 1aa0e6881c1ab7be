import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../../../src/config/schema/schema.ts';
import { action, nftables, type Pair, route, ufw } from '../../../src/jails/pack/actions.ts';
import { banactionWarnings } from '../../../src/jails/pack/banaction-warnings.ts';
import { jailsOf } from '../../../src/jails/pack/context.ts';
import { configWith } from '../fixtures.ts';

const stealth = configWith(config => ({ ...config, tcp: { ...config.tcp, mode: 'stealth' } }));
const withUnverified = (enabled: boolean): Config => ({
  ...stealth,
  jails: { ...stealth.jails, unverified: { ...stealth.jails.unverified, enabled } },
});

function warn(pair: Pair, config = stealth, uncovered = ''): string[] {
  const choice = { ...pair, prefix: undefined, why: '', uncovered };
  return banactionWarnings(config, choice, jailsOf(config, { choice, banLog: '/var/log/x', banLogWhy: '' }));
}

test('banactionWarnings() says nothing of an action that can do everything', () => {
  assert.deepEqual(warn(nftables(false)), []);
  assert.deepEqual(warn(route, configWith()), []);
});

test("banactionWarnings() says that a route would cut this host's own connections", () => {
  assert.match(warn(route).join(), /portsentry-unverified stays off: route also cuts .*apt install nftables/);
  assert.match(warn(route, withUnverified(true)).join(), /portsentry-unverified is on, but route also cuts/);
  assert.deepEqual(warn(route, withUnverified(false)), []);
});

test('banactionWarnings() says what is left open', () => {
  assert.match(warn(nftables(false), stealth, 'docker0').join(), /containers' ports \(docker0\)/);
  const tcp = { ...nftables(false), verified: action('firewallcmd-ipset', 'tcp') };
  assert.match(warn(tcp).join(), /firewallcmd-ipset, as it is named, bans from TCP alone/);
  assert.match(
    warn(ufw).join(),
    /a ban by portsentry-recidive ends with that by portsentry: ufw knows one rule/,
  );
});
