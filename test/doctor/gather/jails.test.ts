import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../../../src/config/schema/schema.ts';
import { isWanted } from '../../../src/doctor/gather/jails.ts';
import { type Banaction, route, ufw } from '../../../src/jails/pack/actions.ts';
import { canSpare } from '../../../src/jails/pack/banaction.ts';
import { jailsOf } from '../../../src/jails/pack/context.ts';
import { configWith } from '../../jails/fixtures.ts';

const stealth = configWith(config => ({ ...config, tcp: { ...config.tcp, mode: 'stealth' } }));
const having = (enabled: Config['jails']['unverified']['enabled'], config = stealth): Config => ({
  ...config,
  jails: { ...config.jails, unverified: { ...config.jails.unverified, enabled } },
});
const packets = 'portsentry-unverified';

test('isWanted() wants the jail for packets where install switches it on, and nowhere else', () => {
  for (const config of [having('auto'), having(true), having(false), having('auto', configWith())])
    for (const [verified, unverified] of [
      [ufw.verified, ufw.unverified],
      [route.verified, undefined],
    ] as const satisfies readonly (readonly [Banaction, Banaction | undefined])[]) {
      const choice = { verified, unverified, prefix: undefined, why: '', uncovered: '' };
      const jails = jailsOf(config, { choice, banLog: undefined, banLogWhy: '' });
      const installed = jails.find(({ name }) => name === packets)?.enabled;
      const spares = canSpare(verified.action, () => false);
      assert.equal(isWanted(config, packets, [], spares), installed, verified.action);
    }
});

test('isWanted() minds by auto whether packets are captured, and whether a ban can spare what this host began', () => {
  const wanted = (config: Config, spares: boolean): boolean => isWanted(config, packets, [], spares);
  assert.deepEqual([wanted(having('auto'), true), wanted(having('auto'), false)], [true, false]);
  assert.ok(!wanted(having('auto', configWith()), true));
  assert.ok(wanted(having(true), false) && !wanted(having(false), true));
});

test('canSpare() minds what else works here', () => {
  assert.ok(!canSpare('route', () => false));
  assert.ok(canSpare('route', tool => tool === 'nft'));
  assert.ok(canSpare('mine', tool => tool === 'iptables'));
  assert.ok(canSpare('iptables-allports', () => assert.fail('nothing need be asked')));
});
