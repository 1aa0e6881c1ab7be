import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefixFindings } from '../../../src/config/rules/prefix-rules.ts';
import type { Config } from '../../../src/config/schema/schema.ts';
import { configWith } from '../../jails/fixtures.ts';

const found = (
  trigger: Partial<Config['trigger']>,
  change: (config: Config) => Config = config => config,
) => {
  const { mistakes, warnings } = prefixFindings(
    change(configWith(config => ({ ...config, trigger: { ...config.trigger, ...trigger } }))),
  );
  return [...mistakes, ...warnings].map(({ pointer, message }) => `${pointer}: ${message}`).join('\n');
};
const jail =
  (enabled: boolean) =>
  (config: Config): Config => ({
    ...config,
    jails: { ...config.jails, prefix: { ...config.jails.prefix, enabled } },
  });

test('prefixFindings() takes 0 and lengths that hold nobody else', () => {
  for (const trigger of [{}, { ipv6Prefix: 64 }, { ipv6Prefix: 127, ipv4Prefix: 24 }, { ipv4Prefix: 31 }])
    assert.equal(found(trigger), '');
});

test('prefixFindings() refuses networks of many people', () => {
  assert.match(
    found({ ipv6Prefix: 63 }),
    /^\/trigger\/ipv6Prefix: expected 0 \(off\), or .* 64 or more; found 63$/,
  );
  assert.match(found({ ipv4Prefix: 8 }), /^\/trigger\/ipv4Prefix: .* 24 or more; found 8$/);
});

test('prefixFindings() refuses what cannot go together and warns of what bans nobody', () => {
  const old = (config: Config): Config => ({ ...config, log: { ...config.log, format: 'portsentry-2' } });
  assert.match(
    found({ ipv6Prefix: 64 }, old),
    /^\/trigger\/ipv6Prefix: expected 0 with log\.format "portsentry-2"/,
  );
  assert.equal(found({}, old), '');
  assert.match(found({}, jail(true)), /^\/jails\/prefix\/enabled: no network is ever named/);
  assert.match(
    found({ ipv6Prefix: 64 }, jail(false)),
    /nobody bans the networks that trigger\.ipv6Prefix names/,
  );
  assert.equal(found({ ipv6Prefix: 64 }, jail(true)), '');
});

test('prefixFindings() takes networks of IPv6 for translators, and nothing else', () => {
  assert.equal(found({ translators: [] }), '');
  assert.equal(found({ translators: ['2001:db8:64::/96', '64:ff9b::/96'] }), '');
  for (const wrong of ['192.0.2.0/24', '::ffff:192.0.2.0/120', '2001:db8::/129', 'fe80::%1/64'])
    assert.match(
      found({ translators: ['64:ff9b::/96', wrong] }),
      /^\/trigger\/translators\/1: expected an IPv6 network such as "64:ff9b::\/96"; found ".*"$/,
    );
});
