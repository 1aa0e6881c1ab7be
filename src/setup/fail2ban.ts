import { clientOf } from '../fail2ban/client.ts';
import { dumpOf, jailsIn } from '../fail2ban/dump.ts';
import { serverState } from '../fail2ban/server.ts';
import { isOurJail } from '../jails/pack/names.ts';
import { WorkError } from '../util/errors.ts';
import { noteDown, noteUnit, readRecord } from './record.ts';
import { isBooted, systemctl, type UnitState, unitState } from './systemd.ts';
import { isReady } from './wait.ts';

export const fail2banUnit = 'fail2ban';

/** Starts Fail2ban where it is down, and has a boot start it; returns what was done. Throws WorkError. */
export async function startFail2ban(isUp: boolean, ended: AbortSignal): Promise<string> {
  const unit = isBooted() ? unitState(fail2banUnit) : undefined;
  if (unit === undefined || !unit.isKnown)
    return isUp ? 'runs already' : 'does not run, and no systemd starts it: "service fail2ban start"';
  if (isUp && unit.isEnabled) return 'runs already, and a boot starts it';
  await enable(unit, isUp, ended);
  return isUp ? 'runs already; a boot starts it from now on' : 'started; a boot starts it too';
}

async function enable(unit: UnitState, isUp: boolean, ended: AbortSignal): Promise<void> {
  if (readRecord().units[fail2banUnit] === undefined)
    noteDown({ others: jailsIn(dumpOf(clientOf())).filter(jail => !isOurJail(jail)) });
  noteUnit(fail2banUnit, unit);
  await systemctl(ended, ...(isUp ? ['enable'] : ['enable', '--now']), fail2banUnit);
  const ask = (): boolean | 'over' =>
    serverState() === 'up' || (unitState(fail2banUnit).isActive ? false : 'over');
  if (await isReady(ask, ended)) return;
  throw new WorkError(
    'Fail2ban was started and does not answer: "journalctl -u fail2ban" and /var/log/fail2ban.log say why',
  );
}
