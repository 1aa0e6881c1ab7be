import { scriptLine, scriptWord } from '../../config/rules/shell-text.ts';
import type { Config } from '../../config/schema/schema.ts';
import { blockFile, blockScript, runFile, runScript } from './names.ts';
import { renderTemplate } from './template.ts';

/**
 * The actions beside the ban and the scripts that they call. A script of its own keeps the admin's command out of
 * Fail2ban's files, where `;` begins a comment and `%` and `<` have a meaning.
 */
export function renderRun({ jails: { run }, tcp, udp }: Config): [path: string, text: string][] {
  const files: [string, string][] = [];
  if (run.command !== '') {
    const protocols = run.protocols.join(' ');
    const context = { command: lineOf(run.command), protocols, tcp: tcp.mode, udp: udp.mode };
    files.push([runFile, renderTemplate('action-run.conf', { script: placeOf(runScript) }, 'ini')]);
    files.push([runScript, renderTemplate('run.sh', context, 'plain')]);
  }
  if (blocks(run)) {
    const line = run.hostsDeny === '' ? '' : scriptWord(run.hostsDeny);
    const context = { line, route: lineOf(run.route), unroute: lineOf(run.unroute) };
    files.push([blockFile, renderTemplate('action-block.conf', { script: placeOf(blockScript) }, 'ini')]);
    files.push([blockScript, renderTemplate('block.sh', context, 'plain')]);
  }
  return files;
}

/** Actions before and behind the admin's own, by name. Only what believes its source blocks by more than the ban. */
export function actionsOf(
  { run }: Config['jails'],
  verified: boolean,
): { adds: boolean; before: string[]; behind: string[] } {
  const command = run.command === '' ? [] : [nameOf(runFile)];
  const block = verified && blocks(run) ? [nameOf(blockFile)] : [];
  const adds = command.length + block.length > 0;
  return run.first
    ? { adds, before: command, behind: block }
    : { adds, before: [], behind: [...block, ...command] };
}

const blocks = (run: Config['jails']['run']): boolean => run.route !== '' || run.hostsDeny !== '';
const nameOf = (file: string): string => file.replace(/^action\.d\/|\.conf$/g, '');
const placeOf = (script: string): string => `/etc/fail2ban/${script}`;

/** Throws RangeError for a command that the config's rules refuse. */
function lineOf(command: string): string {
  const line = scriptLine(command);
  if (line === undefined)
    throw new RangeError(`cannot render ${JSON.stringify(command)}: quotes do not pair`);
  return line;
}
