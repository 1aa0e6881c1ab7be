import type { Loaded } from '../config/load.ts';
import { trialBan } from '../doctor/trial-ban.ts';
import { serverState } from '../fail2ban/server.ts';
import { bansBy } from '../jails/install/bans-by.ts';
import { type Installed, install } from '../jails/install/install.ts';
import { uninstall } from '../jails/install/uninstall.ts';
import { askStanding } from '../status/standing.ts';
import { heed } from '../util/interruptible.ts';
import { fail2banUnit, startFail2ban } from './fail2ban.ts';
import { noteDown, readRecord } from './record.ts';
import { undoUnit } from './undo.ts';

/** What setup tells: what a thing is, and what was done about it. */
export type Tell = (name: string, text: string) => void;

const how = { root: '/', reload: true, mend: true } as const;

/** Of an action, behind its name: for those who look into the files. */
const parameters = /(?<=\w)\[.*\]/;

/** What an install would do here; changes nothing. Throws WorkError where it cannot work. */
export const planJails = ({ config }: Loaded): Promise<Installed> =>
  install(config, { ...how, dryRun: true });

/**
 * Installs the jails, and starts Fail2ban where it is down: once its own configuration lets it, which may take a file of
 * ours. What is in force already is left alone: nothing is reloaded, and no ban is tried again.
 */
export async function putJails(
  loaded: Loaded,
  plan: Installed,
  tell: Tell,
  ended: AbortSignal,
): Promise<void> {
  const wasUp = plan.server === 'up';
  if (plan.diff !== '') noteDown({ proven: false });
  if (!wasUp && plan.diff !== '') await install(loaded.config, { ...how, dryRun: false });
  await heed(ended);
  tell('Fail2ban', await startFail2ban(wasUp, ended));
  const isUp = serverState() === 'up';
  const isDone = plan.diff === '' && (!isUp || (wasUp && (await areUp(plan))));
  // Its log, which recidive reads, may be there only since it was started.
  if (isUp && !isDone) await install(loaded.config, { ...how, dryRun: false });
  const names = plan.jails.filter(({ enabled }) => enabled).map(({ name }) => name);
  tell(
    'jails',
    `${names.join(', ')} ${isDone ? 'installed already' : 'installed'}; ${bansBy(plan).replace(parameters, '')}`,
  );
  await heed(ended);
  if (isUp) await proveOnce(loaded, tell);
}

async function areUp({ jails }: Installed): Promise<boolean> {
  const { jails: standing } = await askStanding();
  const up = new Set<string>(standing.flatMap(({ name, state }) => (state === 'up' ? [name] : [])));
  return jails.every(({ name, enabled }) => !enabled || up.has(name));
}

/** Throws WorkError where a ban does not hold; the next setup tries it again. */
async function proveOnce(loaded: Loaded, tell: Tell): Promise<void> {
  if (readRecord().proven) return;
  tell('trial ban', await trialBan(loaded, 'up', true));
  noteDown({ proven: true });
}

/** Takes out what is installed, as uninstall does, and leaves Fail2ban as it was before setup. */
export async function takeJailsOut(tell: Tell, ended: AbortSignal): Promise<void> {
  const files = await uninstall({ root: '/', reload: true, dryRun: false });
  const { proven } = readRecord();
  if (proven) noteDown({ proven: false });
  tell('jails', files.length === 0 ? 'none are installed' : 'taken out: nobody is banned any more');
  const undone = await undoUnit(fail2banUnit, ended);
  if (undone !== '') tell('Fail2ban', undone);
}
