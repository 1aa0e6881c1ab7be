import { statusPath } from '../status/place.ts';
import { livingStatus } from '../status/problems.ts';
import { readStatus } from '../status/read.ts';
import { WorkError } from '../util/errors.ts';
import { noteUnit } from './record.ts';
import { isBooted, systemctl, type UnitState, unitState } from './systemd.ts';
import { isReady } from './wait.ts';

const sentryUnit = 'portjail';

/** The unit, where systemd is booted and has it. */
export function sentryUnitHere(): UnitState | undefined {
  const unit = isBooted() ? unitState(sentryUnit) : undefined;
  return unit?.isKnown === true ? unit : undefined;
}

const running = (): number | undefined => livingStatus(readStatus(statusPath()))?.pid;

/** A sentry that somebody has started by hand keeps the unit's from starting. Throws WorkError. */
export function refuseOtherSentry(unit: UnitState | undefined): void {
  const pid = running();
  if (unit === undefined || pid === undefined || pid === unit.pid) return;
  throw new WorkError(
    `a sentry runs here that no unit has started, process ${pid}: end it ("kill ${pid}"), then run this again. Nothing was changed`,
  );
}

/** Enables and starts the unit, and waits until the sentry is ready; returns what was done. Throws WorkError. */
export async function startSentry(unit: UnitState | undefined, ended: AbortSignal): Promise<string> {
  if (unit === undefined) return withoutUnit();
  if (unit.isEnabled && unit.isActive && running() === unit.pid)
    return `${sentryUnit}.service runs already, and a boot starts it`;
  noteUnit(sentryUnit, unit);
  if (unit.isStale) await systemctl(ended, 'daemon-reload');
  await systemctl(ended, 'enable', '--now', sentryUnit);
  const ask = (): boolean | 'over' => {
    const { isActive, pid } = unitState(sentryUnit);
    return isActive ? pid !== 0 && running() === pid : 'over';
  };
  if (!(await isReady(ask, ended)))
    throw new WorkError('the sentry does not come up: "journalctl -u portjail" says why');
  return `${sentryUnit}.service started; a boot starts it too`;
}

function withoutUnit(): string {
  const pid = running();
  if (pid !== undefined) return `runs already, process ${pid}`;
  const why = isBooted()
    ? `systemd has no ${sentryUnit}.service ("make install", or the package, brings it)`
    : 'systemd does not run here, as in most containers';
  return `not started: ${why}. "portjail run" starts it in the foreground, for whatever keeps services here`;
}
