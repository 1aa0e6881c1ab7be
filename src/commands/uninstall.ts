import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { uninstall } from '../jails/install/uninstall.ts';
import { pathsOf } from '../jails/write/paths.ts';
import { WorkError } from '../util/errors.ts';
import { print } from '../util/print.ts';
import { type Arguments, refuseOperands } from './command.ts';

export const usage = `portjail uninstall [--dry-run] [--no-reload] [--root DIR]

Takes out what install wrote: the jails, then their filters, once Fail2ban has let go of them. The log stays.

      --dry-run    print what would be removed
      --no-reload  leave the server alone
      --root DIR   as given to install
`;

export const options = {
  'dry-run': { type: 'boolean' },
  'no-reload': { type: 'boolean' },
  root: { type: 'string' },
} as const;

export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('uninstall', { positionals });
  const root = typeof values['root'] === 'string' ? values['root'] : '/';
  const dryRun = values['dry-run'] === true;
  if (process.getuid?.() !== 0 && root === '/')
    throw new WorkError('taking the jails out needs root: run it with sudo');
  const files = await uninstall({ root, dryRun, reload: values['no-reload'] !== true });
  print(
    files.length === 0
      ? 'Nothing to remove: no jails of portjail are installed.\n'
      : told(files, dryRun) + leftBehind(root),
  );
  return 0;
}

function told(files: readonly string[], dryRun: boolean): string {
  const rows = files.map(path => `  ${path}\n`).join('');
  if (dryRun) return `Would be removed:\n${rows}`;
  const mended = files.some(path => path.endsWith('portjail-sshd.local'));
  const word = mended
    ? 'The fix for the jail sshd went too: without /var/log/auth.log Fail2ban will not start again.\n'
    : '';
  return `Removed:\n${rows}${word}The log and its folder stay: they are yours to keep or remove.\n`;
}

/** The admin's own file is not ours to remove, and without the pack its jails have no filter. */
function leftBehind(root: string): string {
  const file = join(pathsOf(root).fail2ban, 'jail.d/portjail.local');
  return existsSync(file)
    ? `${file} is yours and stays: Fail2ban complains about its jails until it goes.\n`
    : '';
}
