import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../../../src/config/schema/schema.ts';
import { chain, examine } from '../../../src/doctor/chain.ts';
import * as checks from '../../../src/doctor/checks/fleet.ts';
import type { Facts, FleetFacts } from '../../../src/doctor/facts.ts';
import type { Check } from '../../../src/doctor/finding.ts';
import type { FleetStatus } from '../../../src/fleet/status/shape.ts';
import { fleetLog } from '../../../src/log/fleet/fleet-line.ts';
import { foundWith, heard } from '../../status/fleet/sample.ts';
import { defaults, healthy, jail, names, now } from '../facts.ts';

const servers = ['tls://hub:4222'];
const fleet = { ...defaults.fleet, name: 'web1', servers, accept: true, hosts: 1 };
const config: Config = { ...defaults, fleet };
const log = { ...healthy.log, path: fleetLog, names: [fleetLog] };
const fleetJail = jail({ logPaths: [fleetLog] }, { logPaths: [fleetLog] }, 'portsentry-fleet');

/** A member of a fleet with which all is well, but for this. */
function member(status: Partial<FleetStatus> = {}, change: Partial<FleetFacts> = {}): Facts {
  const found = foundWith({ time: now - 3_000, since: now - 3_600_000, caughtUp: now, ...status });
  const facts: FleetFacts = { found, files: [{ verdict: 'ok', text: 'it fits' }], log, ...change };
  return { ...healthy, config, jails: [jail(), fleetJail], fleet: facts };
}

/** Every finding of the fleet, by its name and level. */
const found = (facts: Facts): string[] =>
  checks.fleetChecks.flatMap(check => check(facts)).map(({ name, level }) => `${level} ${name}`);

test('fleetChecks find nothing where all is well, and nothing where there is no fleet', () => {
  assert.deepEqual(found(member()), []);
  assert.deepEqual(found(healthy), []);
  const link = (facts: Facts) => examine(facts, true).find(({ name }) => name === 'fleet');
  assert.equal(link(healthy), undefined);
  assert.equal(link(member())?.text, 'web1 at tls://hub:4222, 1 events of others, 1 named by their word');
  const observing: Config = { ...config, fleet: { ...fleet, accept: 'observe' } };
  assert.match(
    link({ ...member({ accept: 'observe' }), config: observing })?.text ?? '',
    /nobody is banned by their word yet: fleet\.accept is "observe"$/,
  );
  assert.ok(chain.some(({ name }) => name === 'fleet'));
});

test('fleetChecks name one that does not run, and say nothing else of it', () => {
  assert.deepEqual(found(member({}, { found: foundWith({ server: '', hubAhead: 1e9 }, false) })), [
    'fault fleet-down',
  ]);
});

test('fleetChecks name a process that is silent, has no hub, is refused by it, or has a wrong clock', () => {
  assert.deepEqual(found(member({ time: now - 60_000 })), ['fault fleet-silent']);
  assert.deepEqual(found(member({ server: '', why: 'no route' })), ['fault fleet-no-hub']);
  assert.deepEqual(found(member({ why: 'timeout' })), ['fault fleet-hub-refuses']);
  assert.deepEqual(found(member({ hubAhead: 3_600_000 })), ['fault fleet-clock']);
  assert.deepEqual(found(member({ hubAhead: -120_000 })), ['warning fleet-clock']);
});

test('certificate() has what is wrong with the files as a fault, and one that ends soon as a warning', () => {
  const files = (verdict: 'warning' | 'wrong') => member({}, { files: [{ verdict, text: 'it ends' }] });
  assert.deepEqual(found(files('warning')), ['warning fleet-certificate']);
  assert.deepEqual(found(files('wrong')), ['fault fleet-certificate']);
});

test('otherConfig() names what the process was started with otherwise than the config says', () => {
  const [finding] = checks.otherConfig(member({ accept: 'observe', hosts: 2 }));
  assert.match(
    finding?.what ?? '',
    /fleet\.accept is observe \(config: true\), fleet\.hosts is 2 \(config: 1\)$/,
  );
});

test('fleetChecks name a host that tells what no sound one does, and too few hosts', () => {
  assert.deepEqual(found(member(heard(['received', 5], ['damaged', 5]))), ['warning fleet-odd-hosts']);
  const two: Config = { ...config, fleet: { ...fleet, hosts: 2 } };
  const alone = member({ ...heard(['received', 5], ['alone', 5]), hosts: 2 });
  assert.deepEqual(found({ ...alone, config: two }), ['warning fleet-too-few']);
});

test('fleetLogUnread() and otherFleetLog() name a jail that does not read what others have proven', () => {
  const unread = (change: Partial<FleetFacts['log']>): string[] =>
    names(checks.fleetLogUnread as Check, member({}, { log: { ...log, ...change } }));
  for (const change of [{ found: undefined }, { serverReads: false }, { unfit: 'is a link' }])
    assert.deepEqual(unread(change), ['fleet-log-unread']);
  const off = { ...member({}, { log: { ...log, found: undefined } }), jails: [jail()] };
  assert.deepEqual(found(off), [], 'no jail is to read it');
  const other = jail({ logPaths: ['/x'] }, { logPaths: ['/x'] }, 'portsentry-fleet');
  assert.deepEqual(found({ ...member(), jails: [jail(), other] }), ['fault fleet-jail-on-other-log']);
});
