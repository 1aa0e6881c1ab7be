import { fleetPlaces } from '../../fleet/place.ts';
import { readFleetStatus } from '../../fleet/status/file.ts';
import { fleetText } from '../../fleet/status/text.ts';
import { WorkError } from '../../util/errors.ts';
import { print } from '../../util/print.ts';
import { type Arguments, refuseOperands } from '../command.ts';

/** How the fleet's process does: 0 where it runs and has a connection, else 1. */
export function run({ values, positionals }: Arguments): number {
  refuseOperands('fleet status', { positionals });
  const { status: path } = fleetPlaces();
  const found = readFleetStatus(path);
  if (found.status === undefined)
    throw new WorkError(
      `${path}: ${found.why}: "portjail fleet run" writes it; "systemctl enable --now portjail-fleet" starts that`,
    );
  const { status, runs } = found;
  if (values['json'] === true) print(`${JSON.stringify({ runs, ...status }, null, 2)}\n`);
  else print(fleetText(status, runs, Date.now()));
  return runs && status.server !== '' ? 0 : 1;
}
