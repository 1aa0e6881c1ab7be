import { type Loaded, loadConfig } from '../config/load.ts';
import { sourceOf } from '../config/options.ts';
import { pressing } from '../config/pressing.ts';
import { besidePortsentry } from '../daemon/beside-portsentry.ts';
import { alone } from '../jails/write/lock.ts';
import { unitConfig } from '../setup/config.ts';
import { foundHere } from '../setup/found.ts';
import { planJails, type Tell } from '../setup/jails.ts';
import { outcomeHere } from '../setup/outcome.ts';
import { askChoice, type Choice } from '../setup/question.ts';
import { refuseOtherSentry, sentryUnitHere } from '../setup/sentry.ts';
import { setUp } from '../setup/set-up.ts';
import { setupLock } from '../setup/undo.ts';
import { forceText } from '../status/force.ts';
import { diag, diagBlock } from '../util/diag.ts';
import { UsageError, WorkError } from '../util/errors.ts';
import { interruptible } from '../util/interruptible.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[--yes] [--log-only] [-c FILE]'],
  about: `From the installed package to the first proven ban: shows what it finds out about this host (services and free ports,
firewall, Fail2ban, who is never banned), asks whether to ban or only to log, and does it. It writes a config where there
is none, has Fail2ban start where that is installed, installs the jails and tries a ban as "portjail install" does, and
enables and starts the service portjail. Run again, it leaves alone what is in force. "portjail uninstall" undoes it.`,
  exit: [
    'what was asked for is in force',
    'it is not',
    'wrong usage or config, or no terminal to ask on and no --yes; then nothing was changed',
  ],
} satisfies Help;

export const options = {
  config: {
    type: 'string',
    short: 'c',
    value: 'FILE',
    what: 'a portjail.json or portsentry.conf; else /etc/portjail/portjail.json, then /etc/portsentry/portsentry.conf. Where the service is to run, the one that it reads',
  },
  yes: { type: 'boolean', what: 'ask nothing, and ban' },
  'log-only': {
    type: 'boolean',
    what: 'no jails, and none are left: nobody is banned. With --yes nothing is asked',
  },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('setup', { positionals });
  const [isSure, logOnly] = [values['yes'] === true, values['log-only'] === true];
  if (!isSure && !process.stdin.isTTY)
    throw new UsageError(
      'nobody can be asked here, since this is no terminal: --yes bans, --yes --log-only only logs. Nothing was changed',
    );
  const unit = sentryUnitHere();
  const loaded = loadConfig(unitConfig(sourceOf(values), unit));
  if (process.getuid?.() !== 0) throw new WorkError('setup needs root: run it with sudo');
  refuseOtherSentry(unit);
  print(await foundHere(loaded));
  for (const warning of [...pressing(loaded), ...besidePortsentry()]) diag('warning', warning);
  const choice = isSure ? sure(logOnly) : await askChoice(logOnly);
  if (choice === undefined) {
    print('Nothing was changed.\n');
    return 1;
  }
  const plan = choice === 'bans' ? await planJails(loaded) : undefined;
  for (const warning of plan?.warnings ?? []) diagBlock('warning', warning);
  await alone({ lock: setupLock }, () => interruptible(ended => setUp({ loaded, plan, unit }, tell, ended)));
  return await conclude(loaded, choice);
}

const sure = (logOnly: boolean): Choice => (logOnly ? 'logs only' : 'bans');

const tell: Tell = (name, text) => print(`${name.padEnd(12)}${text}\n`);

/** The last line says what is in force; what it was to be is the exit code. */
async function conclude(loaded: Loaded, choice: Choice): Promise<number> {
  const { force, problems } = await outcomeHere(loaded);
  for (const problem of problems) diag('warning', problem);
  print(`in force: ${forceText[force]}\n`);
  return force === choice && problems.length === 0 ? 0 : 1;
}
