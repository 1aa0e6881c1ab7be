import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromFleet } from '../../src/metrics/from-fleet.ts';
import { exposition, type Samples } from '../../src/metrics/samples.ts';
import type { FleetFound } from '../../src/status/fleet/find.ts';
import { foundWith, heard } from '../status/fleet/sample.ts';

function exposed(found: FleetFound | undefined): string {
  const samples: Samples = new Map();
  fromFleet(samples, found);
  return exposition(samples);
}

test('fromFleet() counts what was told and heard, and what became of it', () => {
  const text = exposed(foundWith({ ...heard(['received', 7], ['lines', 2], ['alone', 4], ['damaged', 1]) }));
  for (const line of [
    'portjail_fleet_up 1',
    'portjail_fleet_connected 1',
    'portjail_fleet_hub_ahead_seconds -0.012',
    'portjail_fleet_told_total 3',
    'portjail_fleet_received_total 7',
    'portjail_fleet_outcomes_total{outcome="lines"} 2',
    'portjail_fleet_outcomes_total{outcome="alone"} 4',
    'portjail_fleet_outcomes_total{outcome="too-old"} 0',
    'portjail_fleet_odd_hosts 1',
  ])
    assert.match(text, new RegExp(`^${line.replace(/[{}.]/g, '\\$&')}$`, 'm'));
});

test('fromFleet() says of one that does not run no more than that, and nothing where there is no fleet', () => {
  assert.match(exposed(foundWith({}, false)), /^# HELP .*\n# TYPE .*\nportjail_fleet_up 0\n$/);
  assert.equal(exposed(undefined), '');
  assert.doesNotMatch(exposed(foundWith({ hubAhead: null, caughtUp: 0 })), /hub_ahead|caught_up/);
});
