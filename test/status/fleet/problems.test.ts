import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fleetProblems, fleetWarnings } from '../../../src/status/fleet/problems.ts';
import { foundWith, heard, now } from './sample.ts';

const problems = (...found: Parameters<typeof foundWith>): string =>
  fleetProblems(foundWith(...found), now).join('\n');
const warnings = (...found: Parameters<typeof foundWith>): string =>
  fleetWarnings(foundWith(...found)).join('\n');

test('fleetProblems() and fleetWarnings() have none where it runs well, or there is no fleet', () => {
  assert.equal(problems() + warnings(), '');
  assert.deepEqual([...fleetProblems(undefined, now), ...fleetWarnings(undefined)], []);
});

test('fleetProblems() says that it does not run, and nothing else then', () => {
  const what = 'the config names a server of a fleet, and no "portjail fleet run" runs';
  const down = problems({ server: '', why: 'no route' }, false);
  assert.match(down, new RegExp(`^${what}, which was seen last 3 seconds ago: .*portjail-fleet"`));
  assert.doesNotMatch(down, /\n|no route/);
  assert.equal(warnings({ hubAhead: 100_000 }, false), '');
  assert.match(
    fleetProblems({ status: undefined, runs: false, lines: [] }, now).join('\n'),
    new RegExp(`^${what}: nothing`),
  );
});

test('fleetProblems() says since when there is no hub and why, that it refuses, and that the process is silent', () => {
  assert.match(
    problems({ server: '', why: 'no route' }),
    /since 1 hour ago: no route: "portjail fleet check"/,
  );
  assert.match(problems({ server: '' }), /no connection to its hub since 1 hour ago: /);
  assert.equal(problems({ server: '', since: now - 1_000 }), '', 'it has only begun');
  assert.match(problems({ why: 'timeout' }), /connected to tls:\/\/hub:4222, and there is trouble: timeout/);
  assert.match(problems({ time: now - 60_000 }), /\(pid 7\) lives but last wrote its status 1 minute ago/);
});

test('fleetProblems() says of a clock that others do not believe, and fleetWarnings() of one that is off', () => {
  assert.match(problems({ hubAhead: 3_600_000 }), /1 hour behind that of the hub: it does not take/);
  assert.match(problems({ hubAhead: -3_600_000 }), /1 hour ahead of that of the hub: others do not take/);
  assert.match(warnings({ hubAhead: -120_000 }), /2 minutes ahead of that of the hub: set the clock/);
  assert.equal(problems({ hubAhead: 120_000 }) + warnings({ hubAhead: 3_600_000 }), '');
});

test('fleetWarnings() names the host that tells what no sound one does, and none that has only much to tell', () => {
  assert.match(warnings(heard(['received', 5], ['damaged', 5])), /no sound one does: web2 \(5 damaged\): /);
  assert.match(warnings(heard(['received', 9_000], ['held', 8_940], ['lines', 60])), /web2 \(8940 held back/);
  assert.match(warnings(heard(['received', 20], ['protected', 20])), /web2 \(20 protected here\)/);
  assert.equal(warnings(heard(['received', 200], ['lines', 60], ['held', 140])), '');
  assert.equal(warnings(heard(['received', 3], ['protected', 3])), '');
});

test('fleetWarnings() says that too few hosts are there to agree, once a word was refused for it', () => {
  const alone = heard(['received', 2], ['alone', 2]);
  assert.match(warnings({ ...alone, hosts: 2 }), /^1 other host has told anything, and fleet.hosts is 2: /);
  assert.equal(warnings({ ...alone, hosts: 1 }), '');
  assert.equal(warnings({ ...heard(['received', 2], ['lines', 1], ['alone', 1]), hosts: 2 }), '');
});
