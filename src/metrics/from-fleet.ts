import { oddText } from '../fleet/status/odd.ts';
import type { FleetFound } from '../status/fleet/find.ts';
import { fleetOutcomes } from './families.ts';
import { put, type Samples } from './samples.ts';

/** Seconds; 0 stands for never. */
const orNone = (time: number): number | undefined => (time === 0 ? undefined : time / 1000);

/** What the fleet's process says of itself; undefined where this host is in no fleet, which has no metric of it. */
export function fromFleet(samples: Samples, fleet: FleetFound | undefined): void {
  if (fleet === undefined) return;
  const { status, runs } = fleet;
  put(samples, 'portjail_fleet_up', runs ? 1 : 0);
  if (status === undefined || !runs) return;
  put(samples, 'portjail_fleet_connected', status.server === '' ? 0 : 1);
  put(samples, 'portjail_fleet_caught_up_timestamp_seconds', orNone(status.caughtUp));
  put(
    samples,
    'portjail_fleet_hub_ahead_seconds',
    status.hubAhead === null ? undefined : status.hubAhead / 1000,
  );
  put(samples, 'portjail_fleet_told_total', status.told);
  put(samples, 'portjail_fleet_received_total', status.totals.received);
  for (const outcome of fleetOutcomes)
    put(samples, 'portjail_fleet_outcomes_total', status.totals[outcome], { outcome });
  put(samples, 'portjail_fleet_waiting', status.waiting);
  put(samples, 'portjail_fleet_odd_hosts', status.origins.filter(origin => oddText(origin) !== '').length);
}
