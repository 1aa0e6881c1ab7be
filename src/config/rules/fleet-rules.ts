import { type Objection, shown } from '../read/objection.ts';
import { secondsOf } from '../read/time.ts';
import type { Config } from '../schema/schema.ts';
import { isInFleet } from '../watched.ts';

/** Seconds: who is told wrong things by a host that was taken over is to be rid of them soon. */
const longestBan = 3_600;
/** The hub keeps no more (seconds), and what is younger than a minute may still be under way. */
const [youngest, oldest] = [60, 86_400];

/** Users of the hub that are no hosts: who pardons, and who collects. */
export const specialUsers: readonly string[] = ['admin', 'collector'];

/** What no schema says of `fleet` and its jail. */
export function fleetMistakes(config: Config): Objection[] {
  const { bantime } = config.jails.fleet;
  const age = secondsOf(config.fleet.maxAge);
  return [
    ...expected(secondsOf(bantime) >= 1 && secondsOf(bantime) <= longestBan, '/jails/fleet/bantime', [
      'expected 1s to 1h',
      bantime,
    ]),
    ...expected(age >= youngest && age <= oldest, '/fleet/maxAge', [
      'expected 1m to 1d',
      config.fleet.maxAge,
    ]),
    ...(isInFleet(config) ? memberMistakes(config) : outsideMistakes(config)),
  ];
}

function memberMistakes({ fleet, log }: Config): Objection[] {
  const isHost = fleet.name !== '' && !specialUsers.includes(fleet.name);
  return [
    ...expected(isHost, '/fleet/name', ["expected this host's name, as its certificate has it", fleet.name]),
    ...expected(!fleet.publish || log.format === 'portjail', '/fleet/publish', [
      `expected false with log.format "${log.format}", whose lines are not read again`,
      fleet.publish,
    ]),
  ];
}

const outsideMistakes = ({ jails }: Config): Objection[] =>
  expected(jails.fleet.enabled !== true, '/jails/fleet/enabled', [
    'nobody tells this host anything: expected "auto" or false, or servers in fleet.servers',
    true,
  ]);

const expected = (
  isSo: boolean,
  pointer: string,
  [what, found]: readonly [string, string | boolean],
): Objection[] => (isSo ? [] : [{ pointer, message: `${what}; found ${shown(found)}` }]);
