import type { Config } from '../../config/schema/schema.ts';
import { isInFleet } from '../../config/watched.ts';
import { checkFiles } from '../../fleet/check/own-files.ts';
import { credentialsOf } from '../../fleet/link/connect.ts';
import { fleetLog } from '../../log/fleet/fleet-line.ts';
import { findFleet, unitPlaces } from '../../status/fleet/find.ts';
import type { Process } from '../../sys/process/processes.ts';
import type { FleetFacts } from '../facts.ts';
import { gatherLog } from './log.ts';

/** Undefined where the config names no server; `server` is Fail2ban's process. No hub is asked: "portjail fleet check" does. */
export function gatherFleet(
  config: Config,
  now: number,
  server: Process | undefined,
  places = unitPlaces,
): FleetFacts | undefined {
  if (!isInFleet(config)) return undefined;
  const { fleet } = config;
  const { status, runs } = findFleet(() => true, places) ?? { status: undefined, runs: false };
  return {
    found: { status, runs, lines: [] },
    files: checkFiles(credentialsOf(fleet, fleet.name), now),
    log: gatherLog(places === unitPlaces ? fleetLog : places.log, server),
  };
}
