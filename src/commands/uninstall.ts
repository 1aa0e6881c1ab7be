import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { uninstall } from '../jails/install/uninstall.ts';
import { alone } from '../jails/write/lock.ts';
import { pathsOf } from '../jails/write/paths.ts';
import { isSetUp } from '../setup/record.ts';
import { setupLock, setupTraces, undoSetup } from '../setup/undo.ts';
import { WorkError } from '../util/errors.ts';
import { interruptible } from '../util/interruptible.ts';
import type { Options } from '../util/option.ts';
import { print } from '../util/print.ts';
import { type Arguments, type Help, refuseOperands } from './command.ts';

export const help = {
  forms: ['[--dry-run] [--no-reload] [--root DIR]'],
  about: `Takes out what install wrote: the jails, then their filters, once Fail2ban has let go of them; then undoes what setup did:
the services that it started or enabled, the config that it wrote, unless that was changed since. The log stays.`,
} satisfies Help;

export const options = {
  'dry-run': { type: 'boolean', what: 'print what would be removed' },
  'no-reload': { type: 'boolean', what: 'leave the server alone, and what setup did' },
  root: { type: 'string', value: 'DIR', what: 'as given to install' },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('uninstall', { positionals });
  const root = typeof values['root'] === 'string' ? values['root'] : '/';
  const dryRun = values['dry-run'] === true;
  if (process.getuid?.() !== 0 && root === '/')
    throw new WorkError('taking the jails out needs root: run it with sudo');
  const reload = values['no-reload'] !== true;
  const files = await uninstall({ root, dryRun, reload });
  const undone = root === '/' && reload && isSetUp() ? await undo(dryRun) : [];
  if (files.length + undone.length === 0)
    print('Nothing to remove: no jails of portjail are installed, and setup has changed nothing.\n');
  if (files.length > 0) print(told(files, dryRun) + leftBehind(root));
  if (undone.length > 0) print(`${dryRun ? 'Would be undone' : 'Undone'}, of setup:\n${rowsOf(undone)}`);
  return 0;
}

const rowsOf = (texts: readonly string[]): string => texts.map(text => `  ${text}\n`).join('');

/** What setup did, beside the jails: undone, or only named. */
const undo = async (dryRun: boolean): Promise<string[]> =>
  dryRun ? setupTraces() : alone({ lock: setupLock }, () => interruptible(undoSetup));

function told(files: readonly string[], dryRun: boolean): string {
  if (dryRun) return `Would be removed:\n${rowsOf(files)}`;
  const mended = files.some(path => path.endsWith('portjail-sshd.local'));
  const word = mended
    ? 'The fix for the jail sshd went too: without /var/log/auth.log Fail2ban will not start again.\n'
    : '';
  return `Removed:\n${rowsOf(files)}${word}The log and its folder stay: they are yours to keep or remove.\n`;
}

/** The admin's own file is not ours to remove, and without the pack its jails have no filter. */
function leftBehind(root: string): string {
  const file = join(pathsOf(root).fail2ban, 'jail.d/portjail.local');
  return existsSync(file)
    ? `${file} is yours and stays: Fail2ban complains about its jails until it goes.\n`
    : '';
}
