import type { Places } from '../events/places.ts';
import { installedLog } from '../jails/install/installed-log.ts';
import { findFleet } from '../status/fleet/find.ts';
import { fleetProblems } from '../status/fleet/problems.ts';
import { statusPath } from '../status/place.ts';
import { jailProblems, livingStatus, networkProblems, sentryProblems } from '../status/problems.ts';
import { readSettled } from '../status/read.ts';
import { askStanding } from '../status/standing.ts';
import { ownVersion } from '../util/version.ts';
import { fromFail2ban } from './from-fail2ban.ts';
import { fromFleet } from './from-fleet.ts';
import { countLogs } from './from-logs.ts';
import { fromStatus } from './from-status.ts';
import { positionLine, readPositions } from './position.ts';
import { exposition, put, readKept, type Samples } from './samples.ts';

/**
 * The exposition as of now.
 * @param before what the last run wrote: its counts go on, behind its positions; undefined for what the kept logs hold
 * @param isInFleet whether a fleet's process is to run here
 */
export async function collect(
  places: Places,
  before: string | undefined,
  isInFleet: () => boolean,
): Promise<string> {
  const from = before === undefined ? undefined : readPositions(before);
  // Counts without their position would count lines twice.
  const samples: Samples = before === undefined || from === undefined ? new Map() : readKept(before);
  const positions = await countLogs(samples, places, from ?? {});
  await askAll(samples, isInFleet);
  put(samples, 'portjail_build_info', 1, { version: ownVersion() });
  put(samples, 'portjail_collection_timestamp_seconds', Math.floor(Date.now() / 1000));
  return exposition(samples) + positionLine(positions);
}

async function askAll(samples: Samples, isInFleet: () => boolean): Promise<void> {
  const path = statusPath();
  const standing = await askStanding();
  const found = await readSettled(path);
  const status = livingStatus(found);
  fromStatus(samples, status);
  fromFail2ban(samples, standing);
  const fleet = findFleet(isInFleet);
  fromFleet(samples, fleet);
  const problems = [
    ...sentryProblems(found, path, Date.now()),
    ...jailProblems(standing, status?.log?.file, installedLog()),
    ...networkProblems(standing.jails, status?.alerts ?? []),
    ...fleetProblems(fleet, Date.now()),
  ];
  put(samples, 'portjail_problems', problems.length);
}
