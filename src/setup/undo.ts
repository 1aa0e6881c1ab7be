import { rmSync } from 'node:fs';
import { withServer } from '../fail2ban/server.ts';
import { isOurJail } from '../jails/pack/names.ts';
import { removeIfEmpty } from '../jails/write/changes.ts';
import { digest } from '../jails/write/manifest.ts';
import { readIfThere } from '../util/files/change.ts';
import { fail2banUnit } from './fail2ban.ts';
import { noteDown, readRecord, removeRecord, type Stood } from './record.ts';
import { systemctl, unitState } from './systemd.ts';

/** Held by setup, and by uninstall while it undoes that; the jails' own is taken and let go within. */
export const setupLock = '/run/portjail-setup.lock';

/** What uninstall would undo of setup, for people; nothing where setup was never run. */
export function setupTraces(): string[] {
  const { units, files } = readRecord();
  return [
    ...Object.entries(units).map(([unit, before]) => `${unit}.service: ${words(before)}, as before setup`),
    ...Object.keys(files),
  ];
}

/** Undoes what setup has changed beside the jails, the record of it last; returns what was done. */
export async function undoSetup(ended: AbortSignal): Promise<string[]> {
  const record = readRecord();
  const services: string[] = [];
  for (const unit of Object.keys(record.units)) services.push(await undoUnit(unit, ended));
  const files = Object.entries(record.files).map(([path, sum]) => undoFile(path, sum));
  for (const folder of [...record.folders].reverse()) removeIfEmpty(folder);
  removeRecord();
  return [...services, ...files].filter(text => text !== '');
}

/** One that was changed since is somebody's. */
function undoFile(path: string, sum: string): string {
  const text = readIfThere(path);
  if (text === undefined) return '';
  if (digest(text) !== sum) return `${path} was changed since setup wrote it, and stays`;
  rmSync(path);
  return path;
}

/** Puts a service back to how it stood before setup; '' where setup has not touched it. */
export async function undoUnit(unit: string, ended: AbortSignal): Promise<string> {
  const { units } = readRecord();
  const { [unit]: before, ...rest } = units;
  if (before === undefined) return '';
  const users = unit === fail2banUnit ? await newUsers() : [];
  if (users.length === 0) await putBack(unit, before, ended);
  noteDown({ units: rest });
  return users.length === 0
    ? `${unit}.service: ${words(before)}, as before setup`
    : `${unit}.service stays as it is: others use it by now (${users.join(', ')})`;
}

const words = ({ isEnabled, isActive }: Stood): string =>
  [isActive ? 'runs' : 'stopped', isEnabled ? 'enabled' : 'not enabled'].join(', ');

async function putBack(unit: string, { isEnabled, isActive }: Stood, ended: AbortSignal): Promise<void> {
  // One that is gone has taken all of it along.
  if (!unitState(unit).isKnown) return;
  if (!isEnabled) await systemctl(ended, 'disable', unit);
  if (!isActive) await systemctl(ended, 'stop', unit);
}

/** Jails that somebody has switched on since setup has started Fail2ban: it is not ours to stop any more. */
async function newUsers(): Promise<string[]> {
  const { others } = readRecord();
  const running = await withServer(async ({ running: jails }) => jails);
  return running.filter(jail => !isOurJail(jail) && !others.includes(jail));
}
