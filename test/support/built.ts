import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** What the program needs beside itself when it runs. */
const parts = ['dist', 'package.json', 'templates', 'fail2ban'];
const libraries = ['koffi', '@koromix'];

/**
 * A copy of what ships, for every user to read: tests start it as somebody else, and the checkout may stand in a folder
 * that is root's alone. It goes when the tests of this process have run.
 */
function copyOfWhatShips(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-built-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const modules = join(folder, 'node_modules');
  const from = (...names: string[]): string => join(checkout, ...names);
  execFileSync('cp', ['-r', ...parts.map(name => from(name)), folder]);
  execFileSync('mkdir', [modules]);
  execFileSync('cp', ['-r', ...libraries.map(name => from('node_modules', name)), modules]);
  execFileSync('chmod', ['-R', 'a+rX,go-w', folder]);
  return folder;
}

export const shippedTo = copyOfWhatShips();

/** The built program, as `make build` leaves it. */
export const cli = join(shippedTo, 'dist/cli.js');

/** The command that starts it, for a shell. */
export const program = `${process.execPath} ${cli}`;
