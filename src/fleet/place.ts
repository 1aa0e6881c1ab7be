import { basename, dirname, join } from 'node:path';
import { fleetLog } from '../log/fleet/fleet-line.ts';

/** Where the fleet's process keeps things: systemd names the folders (systemd.exec(5)), else they are ours. */
export interface FleetPlaces {
  readonly log: string;
  readonly status: string;
  readonly position: string;
}

export function fleetPlaces(environment: NodeJS.ProcessEnv = process.env): FleetPlaces {
  const folder = (name: string, else_: string): string => {
    const [first = ''] = (environment[name] ?? '').split(':');
    return first.startsWith('/') ? first : else_;
  };
  return {
    log: join(folder('LOGS_DIRECTORY', dirname(fleetLog)), basename(fleetLog)),
    status: join(folder('RUNTIME_DIRECTORY', '/run/portjail-fleet'), 'status.json'),
    position: join(folder('STATE_DIRECTORY', '/var/lib/portjail-fleet'), 'sent.json'),
  };
}
