import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fleetMistakes } from '../../../src/config/rules/fleet-rules.ts';
import type { Config } from '../../../src/config/schema/schema.ts';
import { configWith } from '../../jails/fixtures.ts';

type Fleet = Config['fleet'];
type Jail = Config['jails']['fleet'];

const member: Partial<Fleet> = { servers: ['tls://hub.example.net'], name: 'web1' };

const found = (
  fleet: Partial<Fleet>,
  jail: Partial<Jail> = {},
  format: Config['log']['format'] = 'portjail',
) =>
  fleetMistakes(
    configWith(config => ({
      ...config,
      fleet: { ...config.fleet, ...fleet },
      jails: { ...config.jails, fleet: { ...config.jails.fleet, ...jail } },
      log: { ...config.log, format },
    })),
  )
    .map(({ pointer, message }) => `${pointer}: ${message}`)
    .join('\n');

test('fleetMistakes() finds none in the defaults and in a member', () => {
  assert.equal(found({}), '');
  assert.equal(found(member, { enabled: true }), '');
});

test('fleetMistakes() asks a member for a name that a host can have', () => {
  assert.match(found({ ...member, name: '' }), /^\/fleet\/name: expected this host's name, .*; found ""$/);
  for (const name of ['admin', 'collector'])
    assert.match(found({ ...member, name }), new RegExp(`^/fleet/name: .*; found "${name}"$`));
});

test('fleetMistakes() refuses a ban of more than an hour, and for ever', () => {
  for (const bantime of ['61m', '1d', '0', '5w'])
    assert.match(found({}, { bantime }), /^\/jails\/fleet\/bantime: expected 1s to 1h; found /);
});

test('fleetMistakes() refuses an age that the hub does not have, or that no event reaches in time', () => {
  for (const maxAge of ['59s', '25h'])
    assert.match(found({ maxAge }), /^\/fleet\/maxAge: expected 1m to 1d; found /);
});

test('fleetMistakes() refuses what can never do anything', () => {
  assert.match(found({}, { enabled: true }), /^\/jails\/fleet\/enabled: nobody tells this host anything/);
  assert.match(found(member, {}, 'portsentry-2'), /^\/fleet\/publish: expected false with log\.format/);
  assert.equal(found({ ...member, publish: false }, {}, 'portsentry-2'), '');
});
