import { parsePython } from '../fail2ban/python.ts';

/** Reads what `fail2ban-client -d` prints: one Python list a line, the configuration as the server would get it. */

/** The enabled jails, in order. */
export const jailsIn = (dump: string): string[] => matches(dump, /^\['add', '([^']+)', /gm);

/** The jails for which an action would run. */
export const actingJailsIn = (dump: string): string[] =>
  matches(dump, /^\['set', '([^']+)', 'addaction', /gm);

/** A jail's log files. */
export const logPathsIn = (dump: string, jail: string): string[] =>
  matches(dump, new RegExp(`^\\['set', '${jail}', 'addlogpath', '([^']+)'`, 'gm'));

/** What an option of a jail says, each of several values by itself. */
export const optionTexts = (dump: string, jail: string, option: string): string[] =>
  [...dump.matchAll(/^\['(?:multi-)?set', .*\]$/gm)]
    .filter(([line]) => line.includes(`, '${jail}', '${option}', `))
    .flatMap(([line]) => {
      const value = parsePython(line);
      const last: unknown = Array.isArray(value) ? value.at(-1) : [];
      return (Array.isArray(last) ? last : [last]).map(String);
    });

/** A setting of the server (`logtarget`, `loglevel`), or undefined. */
export const serverSetting = (dump: string, name: string): string | undefined =>
  matches(dump, new RegExp(`^\\['set', '${name}', '([^']*)'\\]$`, 'gm'))[0];

/** A text option of a jail, or undefined. */
export function jailOption(dump: string, jail: string, name: string): string | undefined {
  const shape = new RegExp(`^\\['set', '${jail}', '${name}', (?:'([^\\n]*)'|"([^\\n]*)")\\]$`, 'm');
  const match = shape.exec(dump);
  return match?.[1] ?? match?.[2];
}

const matches = (dump: string, shape: RegExp): string[] =>
  [...dump.matchAll(shape)].map(match => match[1] ?? '');
