import type { Loaded } from '../config/load.ts';
import type { Installed } from '../jails/install/install.ts';
import { WorkError } from '../util/errors.ts';
import { proveBan } from './doctor.ts';

const untried: Readonly<Record<Exclude<Installed['server'], 'up'>, string>> = {
  'not installed': 'Fail2ban is not installed',
  down: 'Fail2ban does not run; "portjail doctor" tries it once it does',
  forbidden: "Fail2ban's socket is for another user",
  silent: 'Fail2ban does not answer; "portjail doctor" tries it once it does',
  'left alone': 'Fail2ban was left alone; "portjail doctor" tries it once it has read the jails',
};

/** Has the installed jails ban addresses that nobody has, and lets them go; returns what became of it. Throws WorkError where a ban does not hold: the cause is this host's, and the jails stay. */
export async function trialBan(
  loaded: Loaded,
  server: Installed['server'],
  wanted: boolean,
): Promise<string> {
  if (!wanted) return 'not tried (--no-ban)';
  if (server !== 'up') return `not tried: ${untried[server]}`;
  const outcomes = await proveBan(loaded);
  const found = outcomes.flatMap(({ findings }) => findings);
  const words = found.map(({ name, what, mend }) => `${name}: ${what}\n    fix: ${mend}`).join('\n');
  if (!found.some(({ level }) => level === 'fault')) return outcomes[0]?.text || words;
  throw new WorkError(
    `the jails are installed, and a ban by them does not hold:\n${words}\n` +
      'The jails stay. "portjail doctor" tries it again',
  );
}
