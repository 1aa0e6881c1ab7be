import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { textOrNone } from '../util/read-file.ts';

/** An option of Fail2ban's jail files, in the order in which they are read. */
export interface Setting {
  readonly file: string;
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

/** The files that make up Fail2ban's jails, in the order in which it reads them; the last word counts (jail.conf(5)). */
export function jailTexts(folder: string): string[] {
  const names = namesIn(join(folder, 'jail.d'));
  const inside = names.map(name => join(folder, 'jail.d', name));
  const ending = (end: string): string[] => inside.filter(path => path.endsWith(end));
  const paths = [
    join(folder, 'jail.conf'),
    ...ending('.conf'),
    join(folder, 'jail.local'),
    ...ending('.local'),
  ];
  return paths.map(path => textOrNone(path));
}

/** Whether those files switch a jail on; undefined where none of them says a word about it. */
export function switchedOn(texts: readonly string[], jail: string): boolean | undefined {
  let section = '';
  let on: boolean | undefined;
  for (const line of texts.flatMap(text => text.split(/\r?\n/))) {
    section = /^\[([^\]]*)\]/.exec(line)?.[1] ?? section;
    const value = section === jail ? /^enabled\s*[=:]\s*(\w+)/.exec(line)?.[1] : undefined;
    if (value !== undefined) on = /^(?:1|true|yes|on)$/i.test(value);
  }
  return on;
}

/** What is not there, or hidden from this user, says nothing. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
