import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The processes of this network namespace that are a Portsentry, 1.2 or 2, by the name of their program (proc_pid_comm(5)). */
export const portsentries = (proc = '/proc'): number[] =>
  readdirSync(proc)
    .filter(name => /^\d+$/.test(name))
    .filter(name => textOf(() => readFileSync(join(proc, name, 'comm'), 'utf8')) === 'portsentry\n')
    .filter(name => networkOf(proc, name) === networkOf(proc, 'self'))
    .map(Number);

const networkOf = (proc: string, name: string): string =>
  textOf(() => readlinkSync(join(proc, name, 'ns/net')));

/** A process may end at any moment, or be hidden from this user. */
function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
