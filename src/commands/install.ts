import { existsSync } from 'node:fs';
import { type Loaded, loadConfig } from '../config/load.ts';
import { configOptions, sourceOf } from '../config/options.ts';
import { pressing } from '../config/pressing.ts';
import { besidePortsentry } from '../daemon/beside-portsentry.ts';
import { trialBan } from '../doctor/trial-ban.ts';
import { isBlank, logPlace } from '../events/places.ts';
import { bansBy } from '../jails/install/bans-by.ts';
import { type Installed, install } from '../jails/install/install.ts';
import { lastWeek } from '../simulate/last-week.ts';
import { diag, diagBlock } from '../util/diag.ts';
import { WorkError } from '../util/errors.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[-c FILE | --defaults] [--log FILE] [--mend] [--dry-run]\n[--no-reload] [--no-ban] [--root DIR]'],
  about: `Installs the jails: looks at this host, proves the pack in a copy of Fail2ban's configuration and on a throw-away
server, writes it, reloads Fail2ban and waits until the jails are up. When a step fails, everything is put back. At the
end it has Fail2ban ban addresses that nobody has and let them go again, as "portjail doctor" does: a ban that does not
hold is exit code 1, with its cause, and the jails stay. Where there is a log of the sentry's, it says before that whom
these jails would have banned in its last 7 days, as far as it can read them in 3 s.`,
} satisfies Help;

export const options = {
  ...configOptions,
  mend: {
    type: 'boolean',
    what: "fix what is in the way of the jails, by files of our own: Debian's sshd jail that keeps Fail2ban from starting, or a jail.local that is a copy of jail.conf and sends our jails to another log",
  },
  'dry-run': { type: 'boolean', what: 'prove everything, print what would change, change nothing' },
  'no-reload': { type: 'boolean', what: 'write the files and leave the server alone' },
  'no-ban': { type: 'boolean', what: 'try no ban: for jails whose actions report bans to others' },
  root: {
    type: 'string',
    value: 'DIR',
    what: "write beneath DIR, for another system's files; the server is left alone",
  },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('install', { positionals });
  const root = typeof values['root'] === 'string' ? values['root'] : '/';
  const dryRun = values['dry-run'] === true;
  const loaded = loadConfig(sourceOf(values));
  if (process.getuid?.() !== 0 && root === '/')
    throw new WorkError('installing the jails needs root: run it with sudo');
  const how = { root, dryRun, reload: values['no-reload'] !== true, mend: values['mend'] === true };
  const installed = await install(loaded.config, how);
  for (const warning of [...pressing(loaded), ...besidePortsentry()]) diag('warning', warning);
  for (const warning of installed.warnings) diagBlock('warning', warning);
  diag('notice', `config: ${loaded.file ?? 'the built-in defaults'}`);
  print(dryRun ? foreseen(installed) : told(installed));
  if (root === '/') await tellLastWeek(loaded, installed);
  if (!dryRun) print(`trial ban: ${await trialBan(loaded, installed.server, values['no-ban'] !== true)}\n`);
  return 0;
}

/** Its reading takes at most so long (milliseconds). */
const patience = 3000;

/** Whom these jails would have banned by now, where there is a log that tells. */
async function tellLastWeek(loaded: Loaded, { jails }: Installed): Promise<void> {
  // Of a log without a line Fail2ban need not be asked.
  if (loaded.config.log.format !== 'portjail' || (await isBlank(logPlace(loaded.config)))) return;
  const { sentence, notes } = await lastWeek({ name: '', loaded, jails }, patience);
  if (sentence === undefined) return;
  print(`simulation: ${sentence}; "portjail simulate" says whom\n`);
  for (const note of notes) diag('notice', note);
}

const foreseen = ({ diff, ...rest }: Installed): string =>
  `${diff}${jailTable(rest)}${diff === '' ? 'Nothing would change.' : 'The pack works here; nothing was changed.'}\n`;

function told(installed: Installed): string {
  const { written, removed } = installed;
  const nothing = written.length + removed.length === 0;
  const head = nothing ? 'Nothing to change: the jails are installed.\n' : '';
  const lists =
    listed('Installed:', written) + listed('Removed, since this config needs it no longer:', removed);
  return `${head}${lists}${jailTable(installed)}${next(installed)}`;
}

const listed = (head: string, paths: readonly string[]): string =>
  paths.length === 0 ? '' : `${head}\n${paths.map(path => `  ${path}\n`).join('')}`;

function jailTable({ jails, banaction }: Pick<Installed, 'jails' | 'banaction'>): string {
  const rows = jails.map(({ name, enabled, why, logpath }) => {
    const word = enabled ? `on   ${why}; reads ${logpath || 'the journal'}` : `off  ${why}`;
    return `${name.padEnd(22)}${word}\n`;
  });
  return `${rows.join('')}${bansBy({ jails, banaction })}\n`;
}

function next({ server }: Installed): string {
  if (server === 'up') return 'Fail2ban runs, and the jails answer: fail2ban-client status portsentry\n';
  if (server === 'left alone')
    return 'Fail2ban was left alone: "fail2ban-client reload" makes it read the jails.\n';
  if (server === 'silent')
    return 'Fail2ban runs and does not answer: see its log; "fail2ban-client reload" makes it read the jails.\n';
  const start = existsSync('/run/systemd/system') ? 'systemctl restart fail2ban' : 'service fail2ban start';
  return `Fail2ban does not run, and portjail does not start it: "${start}" does, and brings the jails up.\n`;
}
